package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// parseSettingsFile is an ff.ConfigFileParser for YAML: a mapping of flag names
// to one value or, for a repeatable flag, a list of them.
func parseSettingsFile(file io.Reader, set func(name, value string) error) error {
	var keys map[string]yaml.Node
	if err := yaml.NewDecoder(file).Decode(&keys); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		node := keys[name]
		values := []*yaml.Node{&node}
		if node.Kind == yaml.SequenceNode {
			values = node.Content
		}
		for _, value := range values {
			if value.Kind != yaml.ScalarNode {
				return fmt.Errorf("line %d: %s is neither a value nor a list of values", value.Line, name)
			}
			if err := set(name, value.Value); err != nil {
				return err
			}
		}
	}
	return nil
}
