package tree

import (
	"bytes"
	"context"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// original is what the copy of a znode should be.
type original struct {
	to   znode.Path
	data []byte
	acl  []znode.ACL
}

// seen is what is at the place of a copy.
type seen struct {
	there             bool
	stat              znode.Stat
	sameData, sameACL bool
	err               error // why the rest is unknown
}

// lookAt compares originals with what is at their places. The originals are those of one batch, and
// lookAt reads no more data than they have.
func lookAt(ctx context.Context, reader walk.Reader, originals []original) ([]seen, error) {
	all := make([]seen, len(originals))
	reads := make([]znode.Read, len(originals))
	for i, o := range originals {
		reads[i] = znode.Read{Path: o.to, Kind: znode.ReadStat, Small: len(o.data) < smallData}
	}
	var at []int
	for i, result := range reader.ReadMany(ctx, reads) {
		switch znode.KindOf(result.Err) {
		case "":
			all[i] = seen{there: true, stat: result.Stat}
			at = append(at, i)
		case znode.NotFound:
		case znode.Denied:
			all[i].err = result.Err
		default:
			return nil, result.Err
		}
	}
	return all, compareThere(ctx, reader, originals, all, at)
}

// smallData is the size of data, in bytes, below which a read of a stat may bring the data too.
const smallData = 4 << 10

// compareThere compares originals with the existing znodes at their places. It does not read data
// of another length, which must differ.
func compareThere(ctx context.Context, reader walk.Reader, originals []original, all []seen, at []int) error {
	var reads []znode.Read
	var of []int
	for _, i := range at {
		reads, of = append(reads, znode.Read{Path: originals[i].to, Kind: znode.ReadACL}), append(of, i)
		if int(all[i].stat.DataLength) == len(originals[i].data) {
			reads, of = append(reads, znode.Read{Path: originals[i].to, Kind: znode.ReadData}), append(of, i)
		}
	}
	if len(reads) == 0 {
		return nil
	}
	for j, result := range reader.ReadMany(ctx, reads) {
		now, o := &all[of[j]], originals[of[j]]
		switch kind := znode.KindOf(result.Err); {
		case kind == znode.NotFound:
			*now = seen{}
		case kind == znode.Denied:
			now.err = result.Err
		case result.Err != nil:
			return result.Err
		case reads[j].Kind == znode.ReadACL:
			now.sameACL, now.stat = SameACL(result.ACL, o.acl), result.Stat
		default:
			now.sameData = bytes.Equal(result.Data, o.data) && (result.Data == nil) == (o.data == nil)
		}
	}
	return nil
}
