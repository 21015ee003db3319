package servers

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	pages "zkweb/web/views/servers"
	"zkweb/zkconn/znode"
)

// replicaTime is how long one server may take to answer.
const replicaTime = 1500 * time.Millisecond

// JSONReplicas is a znode as each server has it, as docs/contract.md describes it.
type JSONReplicas struct {
	Path    string        `json:"path"`
	Equal   bool          `json:"equal"` // whether all servers answered and have the same
	Servers []JSONReplica `json:"servers"`
}

// JSONReplica is the znode as one server has it. Its stat is null if the znode does not exist
// there, or if there was no answer.
type JSONReplica struct {
	Address string          `json:"address"`
	Is      string          `json:"is"`   // "same", "older", "differs", "absent", "denied" or "unknown"
	Zxid    string          `json:"zxid"` // of the server, when it was last asked
	Stat    *site.JSONStat  `json:"stat"`
	Error   *site.JSONError `json:"error,omitempty"`
}

// replica is what a server has.
type replica struct {
	sum  []byte // of the data
	stat znode.Stat
	err  error
}

// ShowReplicas shows the znode as each server of the cluster has it, read with the person's own
// credentials. Of the data it only tells whether it is the same.
func (h *Handlers) ShowReplicas(c echo.Context, v site.Visit) error {
	done, err := h.reading.Open(v.Owner(c))
	if err != nil {
		return err
	}
	defer done()
	ctx, cancel := context.WithTimeout(c.Request().Context(), replicaTime)
	defer cancel()
	replicas := make([]replica, len(v.Cluster.Servers))
	errs := make([]error, len(replicas))
	var reading sync.WaitGroup
	for i, server := range v.Cluster.Servers {
		reading.Go(func() {
			defer site.Catch(&errs[i])
			replicas[i] = readReplica(ctx, v, server)
		})
	}
	reading.Wait()
	seen := errNoReplica
	for i := range replicas {
		if errs[i] != nil {
			return errs[i]
		}
		if seen != nil && (replicas[i].err == nil || znode.KindOf(replicas[i].err) != znode.Unavailable) {
			seen = replicas[i].err
		}
	}
	v.Guard.Looked(v.Path, seen)
	if kind := znode.KindOf(seen); kind == znode.Denied {
		return seen
	}
	return h.answerReplicas(c, v, replicas)
}

var errNoReplica error = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeTimedOut}

func readReplica(ctx context.Context, v site.Visit, server string) replica {
	there, done, err := v.SignIn.At(ctx, v.Guard, server)
	if err != nil {
		return replica{err: err}
	}
	defer done()
	result := guard.Sums{Guard: there}.ReadMany(ctx, []znode.Read{{Path: v.Path, Kind: znode.ReadData}})[0]
	return replica{result.Data, result.Stat, result.Err}
}

func (h *Handlers) answerReplicas(c echo.Context, v site.Visit, replicas []replica) error {
	looking, cancel := context.WithTimeout(c.Request().Context(), pageWaits)
	defer cancel()
	state, _ := h.Health.Look(looking, v.Cluster.Name)
	answer := JSONReplicas{Path: v.Path.String(), Equal: true}
	page := pages.ReplicasPage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path}
	newest := newestOf(replicas)
	for i, r := range replicas {
		one := JSONReplica{Address: v.Cluster.Servers[i], Is: r.is(newest), Zxid: state.Servers[i].Zxid}
		shown := pages.Replica{Server: one.Address, Is: one.Is, Zxid: one.Zxid}
		switch {
		case r.err == nil:
			stat := site.StatJSON(r.stat)
			one.Stat, shown.Stat = &stat, &r.stat
		case one.Is != "absent":
			one.Error, shown.Problem = site.ErrorJSON(c, r.err), site.WordsOf(c).Error(r.err)
		}
		answer.Equal = answer.Equal && one.Is == replicas[0].is(newest) && (one.Is == "same" || one.Is == "absent")
		answer.Servers, page.Replicas = append(answer.Servers, one), append(page.Replicas, shown)
	}
	page.Equal = answer.Equal
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, answer)
	}
	return site.Render(c, http.StatusOK, page)
}

// newestOf returns the replica with the latest change, to itself or to its children; nil if there
// is none.
func newestOf(replicas []replica) *replica {
	var newest *replica
	for i := range replicas {
		r := &replicas[i]
		if r.err == nil && (newest == nil || max(r.stat.Mzxid, r.stat.Pzxid) > max(newest.stat.Mzxid, newest.stat.Pzxid)) {
			newest = r
		}
	}
	return newest
}

// is compares a replica with the newest one. If both have the same last change, they must be the
// same.
func (r replica) is(newest *replica) string {
	switch znode.KindOf(r.err) {
	case "":
	case znode.NotFound:
		return "absent"
	case znode.Denied:
		return "denied"
	default:
		return "unknown"
	}
	switch {
	case r.stat.Mzxid != newest.stat.Mzxid || r.stat.Pzxid != newest.stat.Pzxid || r.stat.Aversion != newest.stat.Aversion:
		return "older"
	case !bytes.Equal(r.sum, newest.sum) || r.stat != newest.stat:
		return "differs"
	}
	return "same"
}
