package mask

import (
	"regexp"
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
)

// isHarmless reports whether the value under the name of a secret is not a secret.
func (w *walk) isHarmless(it *format.Item, name string, kind nameKind) bool {
	if foldName(name) == "secrets" && kind != ownName && areNamesOfParts(it) {
		return true
	}
	if len(it.Children) == 1 && it.Children[0].Leaf && it.Children[0].Name == "" && !it.Sealed && it.List {
		it = it.Children[0] // <password>true</password>
	}
	switch {
	case kind == ownName:
		return false
	case w.isBare(it):
		return true
	case len(it.Places) == 1 && templated.MatchString(w.source[it.Places[0].Start:it.Places[0].End]):
		return true // which YAML reads as a mapping, or as a text with a tag
	case it.Leaf:
		return harmlessValue(name, kind, w.said(it))
	case foldName(name) == "authorization" && !it.List && saysHow(it):
		return true // its parts are examined under their own names
	case it.Name == "valueFrom" && len(it.Children) == 1 && isReference(it.Children[0].Name):
		return true
	case saysWhere(it):
		return true
	case isSecurityScheme(it), kind != passwordName && (w.areSwitches(it) || areSettings(it)):
		return true
	case isSchema(it):
		return w.isHarmlessSchema(it)
	}
	return len(it.Children) > 0 && !slices.ContainsFunc(it.Children, func(child *format.Item) bool { return !partsOfReference[child.Name] })
}

// areNamesOfParts reports whether an item is a list of lower case names of several words each, like
// the list of secrets of a Docker service.
func areNamesOfParts(it *format.Item) bool {
	return it.List && len(it.Children) > 0 && !slices.ContainsFunc(it.Children, func(child *format.Item) bool { return !child.Leaf || !nameOfParts.MatchString(child.Text) })
}

var nameOfParts = regexp.MustCompile(`^[a-z]{2,12}(?:[_\-][a-z]{2,12})+$`)

// isBare reports whether an item is a pair of quotes, brackets or tags with nothing between them.
func (w *walk) isBare(it *format.Item) bool {
	if it.Text != "" || len(it.Places) != 1 {
		return false
	}
	switch w.source[it.Places[0].Start:it.Places[0].End] {
	case "", `""`, "''", "[]", "{}":
		return true
	}
	return false
}

// saysHow reports whether an item says how something is done, as in authorization: {type: simple}.
func saysHow(it *format.Item) bool {
	return slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		return child.Name == "type" || child.Name == "class" || child.Name == "enabled" || child.Name == "mode"
	})
}

// isSecurityScheme reports whether an item describes how requests authenticate, as in OpenAPI:
// {"type": "apiKey", "in": "header", "name": "X-API-Key"}.
func isSecurityScheme(it *format.Item) bool {
	known := false
	for _, child := range it.Children {
		switch {
		case !child.Leaf || !partsOfScheme[child.Name]:
			return false
		case child.Name == "type":
			known = schemeTypes[child.Text]
		}
	}
	return known
}

var (
	partsOfScheme = set("type in name scheme bearerFormat description openIdConnectUrl")
	schemeTypes   = set("apiKey http oauth2 openIdConnect")
)

// areSwitches reports whether an item contains only switches and durations, as in externalSecrets:
// {enabled: true, refreshInterval: 1h}.
func (w *walk) areSwitches(it *format.Item) bool {
	return !it.List && len(it.Children) > 0 && !slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		value := strings.ToLower(w.said(child))
		return !child.Leaf || !switchWords[value] && !duration.MatchString(value)
	})
}

// areSettings reports whether an item contains only settings about a secret, as in token: {header:
// Authorization, expireTime: 30}. Its parts are examined separately.
func areSettings(it *format.Item) bool {
	return !it.List && len(it.Children) > 0 && !slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		return !child.Leaf || child.Name == "" || !isDescription("secret_"+child.Name)
	})
}

// saysWhere reports whether an item only says where to find a secret, or says so for each of its
// parts, as the secrets of Docker and Mesos do: {db: {file: ./db.txt}}.
func saysWhere(it *format.Item) bool {
	return isSource(it) || isMapping(it) && !slices.ContainsFunc(it.Children, func(child *format.Item) bool { return !isSource(child) })
}

func isSource(it *format.Item) bool {
	return isMapping(it) && !slices.ContainsFunc(it.Children, func(part *format.Item) bool { return !part.Leaf || !partsOfSource[part.Name] })
}

// partsOfSource are the keys with which Docker and Mesos say where to find a secret.
var partsOfSource = set("external file source environment driver target uid gid mode")

// partsOfReference are the keys with which a Kubernetes volume refers to a secret.
var partsOfReference = set("secretName defaultMode optional items")

// said returns the value of a leaf, even if it is not text.
func (w *walk) said(leaf *format.Item) string {
	if leaf.Text == "" && len(leaf.Places) == 1 {
		if text := w.source[leaf.Places[0].Start:leaf.Places[0].End]; !strings.HasPrefix(text, `"`) {
			return text
		}
	}
	return leaf.Text
}

// isSchema reports whether an item states the type of something.
func isSchema(it *format.Item) bool {
	return slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		if foldName(child.Name) != "type" {
			return false
		}
		if child.Leaf {
			return isType(child.Text)
		}
		return child.List && len(child.Children) > 0 && !slices.ContainsFunc(child.Children, func(one *format.Item) bool { return !isType(one.Text) && one.Text != "null" })
	})
}

// isHarmlessSchema reports whether a schema contains no value.
func (w *walk) isHarmlessSchema(it *format.Item) bool {
	return !slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		return !partsOfSchema[child.Name] && !(child.Leaf && harmlessValue("", secretName, w.said(child)))
	})
}

// partsOfSchema are the keys of JSON Schema, OpenAPI, Avro and Elasticsearch that describe a field
// and never hold its value.
var partsOfSchema = set("type format description title doc name minLength maxLength minimum maximum pattern items properties required additionalProperties nullable readOnly writeOnly logicalType aliases order index analyzer store")

// areCalledAfterOthers reports whether the items under key are named after what they are about,
// like the tables and columns in ShardingSphere's rules. Their parts are examined separately.
func areCalledAfterOthers(key string) bool { return key == "tables" || key == "columns" }

// isMapping reports whether all parts of an item have names.
func isMapping(it *format.Item) bool {
	return !it.Leaf && !it.List && len(it.Children) > 0 && !slices.ContainsFunc(it.Children, func(child *format.Item) bool { return child.Name == "" })
}
