package format

import (
	"encoding/json"
	"path"
	"strings"
)

// extensions maps file name extensions to formats with a strict syntax.
var extensions = map[string]Name{
	".json": JSON, ".jsonl": JSONLines, ".ndjson": JSONLines, ".xml": XML, ".yaml": YAML, ".yml": YAML, ".toml": TOML,
}

// Broken returns where a text violates the syntax of the format that it seems to be in, judged by
// the name of its znode or by its beginning. Format is "" if there is no such place, or if it is
// not known: for masked text, for the beginning of a text, and for long text other than JSON.
func (r *Reading) Broken() Syntax {
	name := r.seemsToBe()
	if name == "" || strings.TrimSpace(r.Text) == "" || r.Masked || r.Size > len(r.Data) || len(r.Text) > MaxShown && name != JSON {
		return Syntax{}
	}
	if syntax := r.Check(name); !syntax.Valid && syntax.Line > 0 {
		return syntax
	}
	return Syntax{}
}

func (r *Reading) seemsToBe() Name {
	if name := extensions[strings.ToLower(path.Ext(r.Path.Name()))]; name != "" {
		return name
	}
	switch text := strings.TrimLeft(r.Text, jsonSpace); {
	case strings.HasPrefix(text, "---\n"), strings.HasPrefix(text, "---\r\n"):
		return YAML
	case seemsToBeXML(text):
		return XML
	case !seemsToBeJSON(text) || isJSONSequence(text):
		return ""
	case json.Valid([]byte(text[:IndexByteOr(text, '\n')])):
		return JSONLines
	}
	return JSON
}

// seemsToBeJSON reports whether a text begins with brackets and a quoted string.
func seemsToBeJSON(text string) bool {
	inner := strings.TrimLeft(text, "{["+jsonSpace)
	return len(inner) < len(text) && inner != "" && inner[0] == '"'
}

// seemsToBeXML reports whether a text begins with an XML declaration, or with a tag and contains a
// closing tag. HTML has a syntax of its own.
func seemsToBeXML(text string) bool {
	if len(text) < 2 || text[0] != '<' {
		return false
	}
	const html = "<html"
	isHTML := len(text) >= len(html) && strings.EqualFold(text[:len(html)], html)
	return strings.HasPrefix(text, "<?xml") || isASCIILetter(text[1]) && strings.Contains(text, "</") && !isHTML
}
