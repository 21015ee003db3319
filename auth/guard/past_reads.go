package guard

import (
	"context"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Exists implements znode.Reader.
func (s *pastSession) Exists(ctx context.Context, path znode.Path) (znode.Stat, error) {
	w, err := s.lookAt(ctx, path)
	if err == nil {
		err = w.err()
	}
	if err != nil {
		return znode.Stat{}, err
	}
	return w.Stat, nil
}

// Get implements znode.Reader.
func (s *pastSession) Get(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	r := s.ReadMany(ctx, []znode.Read{{Path: path, Kind: znode.ReadData}})[0]
	return r.Data, r.Stat, r.Err
}

// GetChildren implements znode.Reader.
func (s *pastSession) GetChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	w, err := s.lookAt(ctx, path)
	if err == nil {
		err = w.err()
	}
	if err != nil {
		return nil, znode.Stat{}, err
	}
	names, err := s.names(ctx, []znode.Path{path})
	if err != nil {
		return nil, znode.Stat{}, history.Explain(err)
	}
	return names[0], w.Stat, nil
}

func (s *pastSession) names(ctx context.Context, paths []znode.Path) ([][]string, error) {
	real := make([]znode.Path, len(paths))
	for i, path := range paths {
		var err error
		if real[i], err = s.past.inStore(path); err != nil {
			return nil, err
		}
	}
	return s.tree.Names(ctx, real)
}

// GetACLs implements znode.Reader. Digests are hidden from those without ADMIN, then or now.
func (s *pastSession) GetACLs(ctx context.Context, path znode.Path) ([]znode.ACL, znode.Stat, error) {
	r := s.ReadMany(ctx, []znode.Read{{Path: path, Kind: znode.ReadACL}})[0]
	return r.ACL, r.Stat, r.Err
}

// Stats implements znode.Reader.
func (s *pastSession) Stats(ctx context.Context, paths []znode.Path) []znode.StatResult {
	results := make([]znode.StatResult, len(paths))
	all, err := s.look(ctx, paths...)
	for i := range results {
		if results[i].Err = err; err == nil {
			results[i] = znode.StatResult{Stat: all[i].Stat, Err: all[i].err()}
		}
		if results[i].Err != nil {
			results[i].Stat = znode.Stat{}
		}
	}
	return results
}

// ReadMany implements znode.Reader.
func (s *pastSession) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	results := make([]znode.ReadResult, len(reads))
	if err := history.Explain(s.readMany(ctx, reads, results)); err != nil {
		for i := range results {
			results[i] = znode.ReadResult{Err: err}
		}
	}
	return results
}

func (s *pastSession) readMany(ctx context.Context, reads []znode.Read, results []znode.ReadResult) error {
	all, err := s.lookFor(ctx, reads)
	if err != nil {
		return err
	}
	var lists []znode.Path
	var listed, valued []int
	var values []history.Was
	for i, read := range reads {
		w, r := all[i], &results[i]
		if r.Err = w.err(); r.Err != nil {
			continue
		}
		switch r.Stat = w.Stat; read.Kind {
		case znode.ReadACL:
			if r.ACL = w.ACL; !s.administers(w) {
				r.ACL = HideDigests(w.ACL)
			}
		case znode.ReadNames:
			r.Stat = znode.Stat{}
			lists, listed = append(lists, read.Path), append(listed, i)
		case znode.ReadData:
			values, valued = append(values, w.Was), append(valued, i)
		}
	}
	names, err := s.names(ctx, lists)
	if err != nil {
		return err
	}
	for j, i := range listed {
		results[i].Names = znode.NamesOf(names[j])
	}
	data, errs, err := s.tree.Data(ctx, values)
	if err != nil {
		return err
	}
	for j, i := range valued {
		if results[i].Data, results[i].Err = data[j], errs[j]; errs[j] != nil {
			results[i].Stat = znode.Stat{}
		}
	}
	return nil
}

// Glance implements znode.Reader.
func (s *pastSession) Glance(ctx context.Context, q znode.Question) znode.Answer {
	answer := znode.Answer{Stats: znode.Stats{}, Lists: make([]znode.List, len(q.Lists))}
	if q.Stat || q.Data || q.ACL {
		r := s.ReadMany(ctx, []znode.Read{{Path: q.Path, Kind: znode.ReadStat}, {Path: q.Path, Kind: znode.ReadData}, {Path: q.Path, Kind: znode.ReadACL}})
		answer.Stat, answer.StatErr = r[0].Stat, r[0].Err
		answer.Data, answer.DataErr = r[1].Data, r[1].Err
		answer.ACL, answer.ACLErr = r[2].ACL, r[2].Err
	}
	lists := make([]znode.Read, len(q.Lists))
	for i, path := range q.Lists {
		lists[i] = znode.Read{Path: path, Kind: znode.ReadNames}
	}
	for i, r := range s.ReadMany(ctx, lists) {
		answer.Lists[i] = znode.List{Path: q.Lists[i], Err: r.Err}
		for j := range r.Names.Len() {
			answer.Lists[i].Names = append(answer.Lists[i].Names, r.Names.At(j))
		}
	}
	if q.Rows != nil {
		var rows []znode.Path
		for _, some := range q.Rows(answer.Lists) {
			rows = append(rows, some...)
		}
		for i, result := range s.Stats(ctx, rows) {
			answer.Stats[rows[i]] = &result
		}
	}
	if q.Values != nil {
		answer.Values = s.values(ctx, q.Values(answer.Stats), answer.Stats)
	}
	return answer
}

// values reads the data of rows, except large data.
func (s *pastSession) values(ctx context.Context, rows []znode.Path, stats znode.Stats) map[znode.Path]znode.Value {
	var reads []znode.Read
	for _, path := range rows {
		if stats.Of(path).Stat.DataLength <= znode.MaxValue {
			reads = append(reads, znode.Read{Path: path, Kind: znode.ReadData})
		}
	}
	values := map[znode.Path]znode.Value{}
	for i, r := range s.ReadMany(ctx, reads) {
		values[reads[i].Path] = znode.Value{Data: r.Data, Err: r.Err}
	}
	return values
}

// Sync does nothing: the past does not change.
func (*pastSession) Sync(context.Context, znode.Path) error { return nil }

func (*pastSession) Synced(context.Context, znode.Path) (int64, error) { return 0, nil }

// Apply implements znode.Writer.
func (*pastSession) Apply(context.Context, ...znode.Op) ([]znode.Result, error) {
	return nil, &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryPast}
}
