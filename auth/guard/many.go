package guard

import (
	"context"
	"slices"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// ReadMany implements znode.Reader; secrets are masked according to the rules. A refusal by the
// policy is not recorded for each znode: callers record once what the reads are for.
func (g *Guard) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return g.ReadManyMasked(ctx, reads, func(i int, result *znode.ReadResult, masked mask.Masked) { result.Data = masked.Data })
}

// ReadManyMasked is ReadMany, and calls see with what may be shown of each read's data. see puts
// into the result what is to be kept of it.
func (g *Guard) ReadManyMasked(ctx context.Context, reads []znode.Read, see func(i int, result *znode.ReadResult, masked mask.Masked)) []znode.ReadResult {
	return g.readMany(ctx, reads, func(i int, result *znode.ReadResult) { g.see(ctx, i, reads[i].Path, result, see) })
}

// readMany reads what the policy allows, and calls take with each result that has data. take leaves
// in the result what may be kept.
func (g *Guard) readMany(ctx context.Context, reads []znode.Read, take func(i int, result *znode.ReadResult)) []znode.ReadResult {
	if g.allows(reads) {
		results := g.session.ReadMany(ctx, reads)
		for i := range results {
			if reads[i].Kind == znode.ReadData && results[i].Err == nil {
				take(i, &results[i])
			}
		}
		return results
	}
	results := make([]znode.ReadResult, len(reads))
	allowed := make([]znode.Read, 0, len(reads))
	at := make([]int, 0, len(reads))
	for i, read := range reads {
		switch verdict := g.Decide(people.Read, read.Path); {
		case verdict == people.Allowed, verdict == people.OnTheWay && read.Kind == znode.ReadStat:
			allowed, at = append(allowed, read), append(at, i)
		case verdict == people.OnTheWay && read.Kind == znode.ReadNames:
			names, _, err := g.childrenOnTheWay(ctx, read.Path)
			results[i] = znode.ReadResult{Names: znode.NamesOf(names), Err: err}
		default:
			results[i].Err = verdict.Refusal(g.Person.Role)
		}
	}
	for j, result := range g.session.ReadMany(ctx, allowed) {
		if allowed[j].Kind == znode.ReadData && result.Err == nil {
			take(at[j], &result)
		}
		results[at[j]] = result
	}
	return results
}

// allows reports whether the policy allows all of the reads, as it does for most people.
func (g *Guard) allows(reads []znode.Read) bool {
	return !slices.ContainsFunc(reads, func(read znode.Read) bool { return g.Decide(people.Read, read.Path) != people.Allowed })
}

// see masks a result's data, and lets see decide what the result keeps of it.
func (g *Guard) see(ctx context.Context, i int, path znode.Path, result *znode.ReadResult, see func(int, *znode.ReadResult, mask.Masked)) {
	masked, err := g.maskOnce(ctx, path, result.Data)
	if result.Data, result.Err = nil, err; err == nil {
		see(i, result, masked)
	}
}
