package settings

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"go.yaml.in/yaml/v3"
)

// readFile reads a YAML mapping of settings' names, each to one value or, for a
// setting that may be given several times, to a list of them.
func (c Command) readFile(name string) (source, error) {
	file, err := os.Open(name)
	if err != nil {
		return source{}, err
	}
	defer func() { _ = file.Close() }()
	var keys map[string]yaml.Node
	if err := yaml.NewDecoder(file).Decode(&keys); err != nil && !errors.Is(err, io.EOF) {
		return source{}, err
	}
	values := map[string][]string{}
	for key, node := range keys {
		known := slices.ContainsFunc(c.Settings, func(s Setting) bool { return s.Name == key && !s.OneRun })
		if !known && c.Whole {
			return source{}, fmt.Errorf("line %d: there is no setting %s", node.Line, key)
		}
		if !known {
			continue
		}
		if values[key], err = scalars(key, &node); err != nil {
			return source{}, err
		}
	}
	return source{func(Setting) string { return name }, values}, nil
}

func scalars(key string, node *yaml.Node) ([]string, error) {
	nodes := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		nodes = node.Content
	}
	values := make([]string, len(nodes))
	for i, value := range nodes {
		if value.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: %s is neither a value nor a list of values", value.Line, key)
		}
		values[i] = value.Value
	}
	return values, nil
}
