package audit

import (
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// The bounds of an entry.
const (
	MaxText     = 1024 // bytes of a text; of a path: znode.MaxPathBytes
	maxTexts    = 32   // number of identities
	maxSettings = 128
)

// clipped returns the entry within its bounds and in valid UTF-8.
func clipped(entry Entry) Entry {
	for _, text := range []*string{
		&entry.User, &entry.Role, &entry.Address, &entry.Cluster, &entry.ConsoleSession,
		&entry.Session, &entry.Target, &entry.Error, &entry.Reason, &entry.RequestID,
	} {
		*text = clip(*text, MaxText)
	}
	entry.Path = clip(entry.Path, znode.MaxPathBytes)
	entry.Identities = clippedTexts(entry.Identities)
	entry.Settings = clippedMap(entry.Settings)
	entry.Args = clippedMap(entry.Args)
	return entry
}

func clippedTexts(texts []string) []string {
	var kept []string
	for _, text := range texts[:min(len(texts), maxTexts)] {
		kept = append(kept, clip(text, MaxText))
	}
	return kept
}

func clippedMap(settings map[string]string) map[string]string {
	kept := make(map[string]string, min(len(settings), maxSettings))
	for name, value := range settings {
		if len(kept) == maxSettings {
			break
		}
		kept[clip(name, MaxText)] = clip(value, MaxText)
	}
	return kept
}

// clip cuts a text to at most limit bytes, and marks the cut by an ellipsis.
func clip(text string, limit int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= limit {
		return text
	}
	end := limit - len("…")
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
