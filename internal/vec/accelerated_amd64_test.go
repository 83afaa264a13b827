package vec

func setAccelerated(on bool) { accelerated = on }
