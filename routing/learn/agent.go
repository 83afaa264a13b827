package learn

import "switchyard/routing"

// Foreign is how far the agent's proficiency in a language falls short of full,
// as Outcome.Foreign wants it: 0 for a native speaker, 1 for the lowest level or
// none at all. Somebody with no languages speaks any, and an unknown language
// ("" or "und") is nobody's foreign one. A tag falls back to its primary
// language: de stands in for de-AT.
func Foreign(a *routing.Agent, language string) float64 {
	return 1 - float64(min(max(a.Proficiency(language), 1), 5)-1)/4
}

// Declared is the agent's declared level in a category, as Outcome.Declared
// wants it: 0 for none, 1 for the highest.
func Declared(a *routing.Agent, category string) float64 {
	return float64(declaredLevel(a, category)) / 5
}

func declaredLevel(a *routing.Agent, category string) int {
	if len(a.Skills) == 0 {
		return 0
	}
	return min(max(a.Skills[category], 0), 5)
}
