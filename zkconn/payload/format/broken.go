package format

import (
	"encoding/json"
	"path"
	"strings"
)

// extensions are the formats that have rules, by how names of files in them end.
var extensions = map[string]Name{
	".json": JSON, ".jsonl": JSONLines, ".ndjson": JSONLines, ".xml": XML, ".yaml": YAML, ".yml": YAML, ".toml": TOML,
}

// Broken returns where a text that seems to be in a format with rules, by its znode's
// name or by its beginning, breaks them. Format is "" for any other text, and where
// that is not known: of masked text, of the beginning of a text, and of long text other
// than JSON.
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

// seemsToBeJSON reports whether brackets are opened and a text in quotes follows.
func seemsToBeJSON(text string) bool {
	inner := strings.TrimLeft(text, "{["+jsonSpace)
	return len(inner) < len(text) && inner != "" && inner[0] == '"'
}

// seemsToBeXML reports whether a text begins with a declaration or a tag, of which
// some are closed. HTML has rules of its own.
func seemsToBeXML(text string) bool {
	if len(text) < 2 || text[0] != '<' {
		return false
	}
	const html = "<html"
	isHTML := len(text) >= len(html) && strings.EqualFold(text[:len(html)], html)
	return strings.HasPrefix(text, "<?xml") || isASCIILetter(text[1]) && strings.Contains(text, "</") && !isHTML
}
