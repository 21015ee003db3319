package find

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// query is the query of a find.
type query struct {
	typed  find.Query // as it was typed, for the form
	sought tree.Sought
	bounds Bounds
}

// reader reads the values of a query, and keeps the first error.
type reader struct {
	values url.Values
	err    error
}

// readQuery reads a find's query, and ignores other parameters. If it fails, the error has kind
// Invalid, and the query still holds what was typed.
func (h *Handlers) readQuery(raw string, now time.Time) (query, error) {
	values, err := site.ParseQuery(raw)
	if err != nil {
		return query{}, err
	}
	get := values.Get
	q := query{typed: find.Query{
		Name: get("name"), Data: get("data"), Match: get("match"), Kind: get("kind"), Owner: get("owner"), Since: get("since"),
		Min: get("min"), Max: get("max"), ACL: get("acl"),
	}}
	r := reader{values: values}
	q.sought = tree.Sought{
		Name: get("name"), Data: get("data"),
		Match: tree.Match(r.choice("match", znode.CodeFindMatch, string(tree.Text), string(tree.Fragments), string(tree.Glob), string(tree.Regexp))),
		Kind:  r.choice("kind", znode.CodeFindKind, znode.Persistent, znode.Ephemeral, znode.Container),
		Owner: r.owner(), Since: r.since(now), Max: r.size("max"),
	}
	if least := r.size("min"); least != nil {
		q.sought.Min = *least
	}
	q.sought.Scheme, q.sought.ID = r.acl()
	q.bounds = r.bounds(h.Bounds)
	return q, r.err
}

func (r *reader) fail(code znode.Code, args znode.Args) {
	if r.err == nil {
		r.err = &znode.Error{Kind: znode.Invalid, Code: code, Args: args}
	}
}

// choice reads one of several values, or none.
func (r *reader) choice(name string, code znode.Code, ways ...string) string {
	value := r.values.Get(name)
	if value != "" && !slices.Contains(ways, value) {
		r.fail(code, znode.Args{"ways": strings.Join(ways, ", ")})
	}
	return value
}

// owner reads a session's ID, in hex as ZooKeeper's tools write it, or in decimal as JSON has it.
func (r *reader) owner() int64 {
	text := r.values.Get("owner")
	if text == "" {
		return 0
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		id, err := strconv.ParseUint(hex, 16, 64)
		if err != nil || id == 0 {
			r.fail(znode.CodeFindOwner, nil)
		}
		return int64(id)
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id == 0 {
		r.fail(znode.CodeFindOwner, nil)
	}
	return id
}

// since reads a time, or an age.
func (r *reader) since(now time.Time) time.Time {
	text := r.values.Get("since")
	if text == "" {
		return time.Time{}
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, -n)
		}
	}
	ago, err := time.ParseDuration(text)
	if err != nil || ago < 0 {
		r.fail(znode.CodeFindSince, nil)
	}
	return now.Add(-ago)
}

// size reads a number of bytes; nil for none.
func (r *reader) size(name string) *int {
	text := r.values.Get(name)
	if text == "" {
		return nil
	}
	bytes, err := strconv.Atoi(text)
	if err != nil || bytes < 0 {
		r.fail(znode.CodeFindSize, nil)
	}
	return &bytes
}

// acl reads the scheme and ID of an ACL entry.
func (r *reader) acl() (scheme, id string) {
	text := r.values.Get("acl")
	scheme, id, parted := strings.Cut(text, ":")
	if text != "" && (!parted || scheme == "") {
		r.fail(znode.CodeFindACL, nil)
	}
	return scheme, id
}

// bounds reads the bounds, and limits them to most.
func (r *reader) bounds(most Bounds) Bounds { return r.boundsFrom(usual, most) }

// boundsFrom is like bounds, with other defaults than usual.
func (r *reader) boundsFrom(usual, most Bounds) Bounds {
	return Bounds{
		Znodes: int(r.bound("max_znodes", int64(usual.Znodes), int64(most.Znodes))),
		Bytes:  r.bound("max_bytes", usual.Bytes, most.Bytes),
		Time:   time.Duration(r.bound("max_seconds", int64(usual.Time/time.Second), int64(most.Time/time.Second))) * time.Second,
	}
}

func (r *reader) bound(name string, usual, most int64) int64 {
	text := r.values.Get(name)
	if text == "" {
		return min(usual, most)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > most {
		r.fail(znode.CodeFindBound, znode.Args{"max": strconv.FormatInt(most, 10)})
	}
	return n
}

// options returns the options for a walk within the bounds.
func (b Bounds) options(want func(znode.Path) walk.Want) walk.Options {
	return walk.Options{Want: want, Znodes: b.Znodes, Bytes: b.Bytes, Time: b.Time}
}
