package main

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed recipes
var recipesFile string

// Recipe says how a set is trained.
type Recipe struct {
	Set, Task string
	Flags     []string
}

// parseRecipes reads lines of set, task and flags; # starts a comment.
func parseRecipes(lines string) (map[string]Recipe, error) {
	recipes := map[string]Recipe{}
	number := 0
	for line := range strings.Lines(lines) {
		number++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) == 1 {
			return nil, fmt.Errorf("recipes:%d: %q has no task: write the set, its task and its flags", number, words[0])
		}
		if _, twice := recipes[words[0]]; twice {
			return nil, fmt.Errorf("recipes:%d: %q stands there twice: keep one line", number, words[0])
		}
		recipes[words[0]] = Recipe{words[0], words[1], words[2:]}
	}
	return recipes, nil
}
