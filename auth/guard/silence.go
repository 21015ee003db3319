package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// Silence asks the policy whether the person may silence a finding about the cluster, or end that,
// and records it before it is done: the finding; the path of the znode that it is about, "" for
// none; until when, "" to end it; and the reason.
func (g *Guard) Silence(ctx context.Context, finding, path, until, reason string) error {
	if err := g.Permit(ctx, people.Silence); err != nil {
		return err
	}
	entry := g.entry
	entry.Event, entry.Path, entry.Outcome, entry.Reason = audit.FindingSilence, path, audit.OK, reason
	entry.Settings = map[string]string{"finding": finding, "until": until}
	_, err := g.intend(ctx, entry, znode.CodeChangeUnrecorded)
	return err
}
