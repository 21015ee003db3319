package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// manyBytes and manyReads bound the data and the reads in one multi-read.
const (
	manyBytes = 4 << 20
	manyReads = 500
)

// beforeAll is like readings.before, or beforeACL, for several ops, including what they replace,
// with a few requests for all. If that is more than may be kept, it fails with TooLarge without
// reading any of it.
func (g *Guard) beforeAll(ctx context.Context, ops []znode.Op) (all []previous, errs []error, err error) {
	var stats []znode.Read
	var at []int // index of the op
	for i, op := range ops {
		if op.Kind == znode.OpSet || op.Kind == znode.OpDelete || op.Kind == znode.OpSetACL {
			stats, at = append(stats, znode.Read{Path: op.Path, Kind: znode.ReadStat, Small: true}), append(at, i)
		}
	}
	all, errs = make([]previous, len(ops)), make([]error, len(ops))
	lengths := make([]int64, len(ops))
	bytes := int64(0)
	for j, result := range g.session.ReadMany(ctx, stats) {
		i := at[j]
		lengths[i] = int64(result.Stat.DataLength)
		bytes += lengths[i]
		switch errs[i] = result.Err; znode.KindOf(result.Err) {
		case "":
			all[i].known = &audit.Data{Version: result.Stat.Version, Mzxid: result.Stat.Mzxid, Length: int(result.Stat.DataLength)}
		case znode.NotFound:
			errs[i] = nil
		}
	}
	if bytes > maxKept {
		return nil, nil, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeKeepTooLarge}
	}
	for len(at) > 0 {
		n, sum := 0, int64(0)
		for n < len(at) && n < manyReads/2 && (n == 0 || sum+lengths[at[n]] <= manyBytes) {
			sum += lengths[at[n]]
			n++
		}
		g.readPrevious(ctx, ops, at[:n], all, errs)
		at = at[n:]
	}
	return all, errs, nil
}

// readPrevious reads the data and ACLs of some ops' znodes.
func (g *Guard) readPrevious(ctx context.Context, ops []znode.Op, at []int, all []previous, errs []error) {
	var reads []znode.Read
	var of []int
	for _, i := range at {
		reads, of = append(reads, znode.Read{Path: ops[i].Path, Kind: znode.ReadACL}), append(of, i)
		if ops[i].Kind != znode.OpSetACL {
			reads, of = append(reads, znode.Read{Path: ops[i].Path, Kind: znode.ReadData}), append(of, i)
		}
	}
	for j, result := range g.session.ReadMany(ctx, reads) {
		i := of[j]
		was := &all[i]
		switch kind := znode.KindOf(result.Err); {
		case kind == znode.Unavailable:
			errs[i] = result.Err
		case kind == znode.NotFound:
			*was, errs[i] = previous{}, nil
		case result.Err != nil: // only its stat is known
		case reads[j].Kind == znode.ReadACL && ops[i].Kind == znode.OpSetACL:
			*was, errs[i] = previous{acl: result.ACL, stat: result.Stat, whole: true}, nil
		case reads[j].Kind == znode.ReadACL:
			was.acl, was.stat, errs[i] = result.ACL, result.Stat, nil
			was.known = &audit.Data{Version: result.Stat.Version, Mzxid: result.Stat.Mzxid, Length: int(result.Stat.DataLength)}
		default:
			was.whole = was.acl != nil && was.stat.Mzxid == result.Stat.Mzxid
			was.known, was.data, was.stat, errs[i] = g.hashed(ops[i].Path, result.Data, result.Stat), result.Data, result.Stat, nil
		}
	}
}
