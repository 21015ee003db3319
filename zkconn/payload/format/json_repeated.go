package format

import "slices"

// repeatedKey returns a key that is repeated in one object of valid JSON, or "" if there is none.
func repeatedKey(text string) string {
	r := jsonReader{text: text}
	var open []*jsonKeys // one for each open object or array; those of arrays stay empty
	for r.skipSpace(); r.at < len(text); r.skipSpace() {
		end := jsonEnd(text, r.at)
		switch text[r.at] {
		case '{', '[':
			open = append(open, &jsonKeys{})
		case '}', ']':
			open = open[:len(open)-1]
		case '"':
			if jsonClass(text, r.at, end) == Key {
				if key := r.quoted(); open[len(open)-1].add(key) {
					return key
				}
			}
		}
		r.at = end
	}
	return ""
}

// jsonKeys holds the keys of an object.
type jsonKeys struct {
	few  []string
	many map[string]bool // all keys, if they are more than fewKeys
}

const fewKeys = 16

// add adds a key and reports whether it is there already.
func (k *jsonKeys) add(key string) bool {
	switch {
	case k.many != nil:
		if k.many[key] {
			return true
		}
		k.many[key] = true
	case slices.Contains(k.few, key):
		return true
	case len(k.few) < fewKeys:
		k.few = append(k.few, key)
	default:
		k.many = map[string]bool{key: true}
		for _, known := range k.few {
			k.many[known] = true
		}
	}
	return false
}
