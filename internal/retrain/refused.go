package retrain

import "fmt"

// RefusedError says why a task cannot be learnt from what there is, and what
// would do.
type RefusedError struct{ Words string }

func (r *RefusedError) Error() string { return r.Words }

func refuse(format string, args ...any) error { return &RefusedError{fmt.Sprintf(format, args...)} }
