package auth

import (
	"context"
	"sync"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
)

// memory is a trail in memory.
type memory struct {
	guard.Trail
	mu      sync.Mutex
	entries []audit.Entry
}

func (m *memory) Append(ctx context.Context, entry audit.Entry) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = append(m.entries, entry)
	return int64(len(m.entries)), nil
}

func (m *memory) AppendSoon(ctx context.Context, entry audit.Entry) error {
	_, err := m.Append(ctx, entry)
	return err
}

func (m *memory) AppendRead(entry audit.Entry) { _, _ = m.Append(context.Background(), entry) }

func (m *memory) KeyedName(name string) string { return "hash of " + name }

// take returns what was appended since the last time.
func (m *memory) take() []audit.Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken := m.entries
	m.entries = nil
	return taken
}

// entries returns what the entries say, a line each.
func entries(all []audit.Entry) string {
	text := ""
	for _, entry := range all {
		text += string(entry.Event) + " " + entry.Path + " " + string(entry.Outcome) + " " + entry.Error
		for _, data := range []*audit.Data{entry.Before, entry.After} {
			if data != nil {
				text += " " + data.Hash
			}
		}
		text += "\n"
	}
	return text
}
