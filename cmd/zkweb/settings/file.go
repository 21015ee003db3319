package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// sectionsKey is the key in a file below which each cluster has a section, which maps the InSection
// of settings to their values.
const sectionsKey = "clusters"

// readFile reads a YAML mapping of settings' names to values, and the sections of clusters. A
// setting that may be given several times may have a list of values.
func (c Command) readFile(name string) (source, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return source{}, err
	}
	var keys map[string]yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&keys); err != nil && !errors.Is(err, io.EOF) {
		return source{}, located(text, err)
	}
	var more yaml.Node
	if err := decoder.Decode(&more); err == nil {
		return source{}, fmt.Errorf("line %d: another document begins; all settings are in one", more.Line)
	} else if !errors.Is(err, io.EOF) {
		return source{}, err
	}
	values := map[string][]value{}
	for key, node := range keys {
		if key == sectionsKey {
			continue
		}
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
	if sections, ok := keys[sectionsKey]; ok {
		if err := c.readSections(&sections, values); err != nil {
			return source{}, err
		}
	}
	return source{func(Setting) string { return name }, values}, nil
}

// located adds a line number to an error of the YAML package, which may lack it: the first line
// with which the text is wrong.
func located(text []byte, fault error) error {
	if strings.Contains(fault.Error(), "line ") {
		return fault
	}
	end := 0
	for number := 1; end < len(text); number++ {
		line, _, _ := bytes.Cut(text[end:], []byte("\n"))
		end = min(end+len(line)+1, len(text))
		var keys map[string]yaml.Node
		if err := yaml.Unmarshal(text[:end], &keys); err != nil && err.Error() == fault.Error() {
			return fmt.Errorf("line %d: %w", number, fault)
		}
	}
	return fault
}

func scalars(key string, node *yaml.Node) ([]value, error) {
	nodes := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		nodes = node.Content
	}
	values := make([]value, len(nodes))
	for i, given := range nodes {
		if given.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: %s is neither a value nor a list of values", given.Line, key)
		}
		values[i] = value{given.Value, given.Line}
	}
	return values, nil
}

// readSections adds the values in the sections of clusters to values, in the order of the file.
func (c Command) readSections(sections *yaml.Node, values map[string][]value) error {
	return eachKey(sections, sectionsKey, func(cluster, section *yaml.Node) error {
		seen := map[string]bool{}
		return eachKey(section, cluster.Value, func(key, given *yaml.Node) error {
			at := slices.IndexFunc(c.Settings, func(s Setting) bool { return s.InSection != "" && s.InSection == key.Value })
			if at < 0 && !c.Whole {
				return nil
			}
			if at < 0 {
				return fmt.Errorf("line %d: a cluster has no %s; it has %s", key.Line, key.Value, strings.Join(c.sectionKeys(), ", "))
			}
			if seen[key.Value] {
				return fmt.Errorf("line %d: cluster %s has %s twice", key.Line, cluster.Value, key.Value)
			}
			seen[key.Value] = true
			own, err := scalars(key.Value, given)
			if err != nil {
				return err
			}
			setting := c.Settings[at]
			for _, one := range own {
				one.text, err = setting.ofCluster(cluster.Value, one)
				if err != nil {
					return err
				}
				if one.text != "" {
					values[setting.Name] = append(values[setting.Name], one)
				}
			}
			return nil
		})
	})
}

// ofCluster returns the flag's value for a value in a section: NAME=VALUE or, for a setting that is
// true or false, NAME or "".
func (s Setting) ofCluster(cluster string, given value) (string, error) {
	if strings.Contains(s.Form, "=") {
		return cluster + "=" + given.text, nil
	}
	on, err := strconv.ParseBool(given.text)
	if err != nil {
		return "", fmt.Errorf("line %d: %s is true or false, not %q", given.line, s.InSection, given.text)
	}
	if !on {
		return "", nil
	}
	return cluster, nil
}

// eachKey visits the keys of a mapping in their order.
func eachKey(mapping *yaml.Node, what string, visit func(key, value *yaml.Node) error) error {
	if mapping.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: %s is no mapping of names to values", mapping.Line, what)
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if err := visit(mapping.Content[i], mapping.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// sectionKeys returns the keys that a section may have.
func (c Command) sectionKeys() []string {
	var keys []string
	for _, setting := range c.Settings {
		if setting.InSection != "" {
			keys = append(keys, setting.InSection)
		}
	}
	return keys
}
