package quota

import (
	"context"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Use is the quota of a znode, and how much of it is used.
type Use struct {
	Path         znode.Path
	Limits, Used Limits
}

// All returns up to most quotas of a cluster that the reader may see. It leaves out znodes that do
// not hold a quota. It fails as the reader does.
func All(ctx context.Context, r walk.Reader, most int) ([]Use, error) {
	at, err := znode.ParsePath(root)
	if err != nil {
		return nil, err
	}
	var all []Use
	read := map[string][]byte{} // data of the znode visited last and of its siblings, by name
	w := walk.New(r, at, walk.Options{Want: wantQuota, Znodes: maxWalked, Bytes: maxWalkedBytes})
	for visited := range w.All(ctx) {
		name := visited.Path.Name()
		if visited.Path == at || name != limitsName && name != statsName {
			clear(read)
			continue
		}
		read[name] = visited.Data
		if use, whole := useOf(visited.Path.Parent(), read); whole {
			all = append(all, use)
		}
		if len(all) == most {
			break
		}
	}
	return all, w.Err()
}

// Limits of the walk over all quotas: znodes and bytes.
const (
	maxWalked      = 5000
	maxWalkedBytes = 1 << 20
)

func wantQuota(path znode.Path) walk.Want {
	if name := path.Name(); name == limitsName || name == statsName {
		return walk.Data
	}
	return 0
}

// useOf returns the Use in the data of a quota's two znodes, false if one of them is missing or
// garbled. It clears read.
func useOf(at znode.Path, read map[string][]byte) (Use, bool) {
	if read[limitsName] == nil || read[statsName] == nil {
		return Use{}, false
	}
	limits, limitsErr := Parse(read[limitsName])
	used, usedErr := Parse(read[statsName])
	clear(read)
	return Use{quotad(at), limits, used}, limitsErr == nil && usedErr == nil
}
