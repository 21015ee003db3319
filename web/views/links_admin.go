package views

import (
	"net/url"
	"strconv"

	"zkweb/zkconn/znode"
)

// Reveal takes the POST that shows a znode's secrets once.
func (l Links) Reveal(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "reveal", path))
}

// Audit returns the page of the trail. A filter is added as text: trail.Query.
func (l Links) Audit() string { return l.BasePath + "/audit" }

// RevealedTo returns the part of the trail about who was shown a znode's secrets.
func (l Links) RevealedTo(cluster string, path znode.Path) string {
	return l.Audit() + "?" + url.Values{"cluster": {cluster}, "revealed": {path.String()}}.Encode()
}

// AuditOf returns the part of the trail about a znode and what lies below it.
func (l Links) AuditOf(cluster string, path znode.Path) string {
	return l.Audit() + "?" + url.Values{"cluster": {cluster}, "path": {path.String()}}.Encode()
}

// AuditBy returns the part of the trail about what somebody did.
func (l Links) AuditBy(user string) string {
	return l.Audit() + "?" + url.Values{"user": {user}}.Encode()
}

// Report returns what the trail tells of a span. A query is added as text: trail.ReportQuery.
func (l Links) Report() string { return l.Audit() + "/report" }

// Undo says how the change of an entry of the trail would be taken back, and takes the
// POST that does it.
func (l Links) Undo(seq int64) string { return l.BasePath + "/undo/" + strconv.FormatInt(seq, 10) }

// UndoCompared shows what the change of an entry of the trail did, as far as that is kept.
func (l Links) UndoCompared(seq int64) string { return l.Undo(seq) + "?compare=1" }

// UndoTransaction asks whether to take a transaction of the history back, of which one knows
// from the changes below a znode, and takes the POST that does it.
func (l Links) UndoTransaction(cluster string, zxid int64, below znode.Path) string {
	link := l.cluster(cluster) + "/undo/" + Hex(zxid)
	if below.IsRoot() {
		return link
	}
	return link + "?" + url.Values{"below": {below.String()}}.Encode()
}

// Sessions returns the page of who is signed in.
func (l Links) Sessions() string { return l.BasePath + "/sessions" }

// EndSession takes the POST that ends a console session.
func (l Links) EndSession(id string) string {
	return l.Sessions() + "/" + url.PathEscape(id) + "/end"
}

// ClientSessions returns the page of a cluster's ZooKeeper sessions, of all its clients.
func (l Links) ClientSessions(cluster string) string { return l.cluster(cluster) + "/sessions" }

// ClientSession returns the page of a ZooKeeper session and what it holds.
func (l Links) ClientSession(cluster string, id int64) string {
	return l.ClientSessions(cluster) + "/" + Hex(id)
}

// Watchers returns the page of the sessions that watch a znode.
func (l Links) Watchers(cluster string, path znode.Path) string {
	return l.ClientSessions(cluster) + "?" + url.Values{"watching": {path.String()}}.Encode()
}

// Proposals returns the page of the changes that wait for approval.
func (l Links) Proposals() string { return l.BasePath + "/proposals" }

// Proposal returns the page of one, and takes what is decided on it.
func (l Links) Proposal(id string) string { return l.Proposals() + "/" + url.PathEscape(id) }

// Share returns the form that makes a link by which somebody without a sign-in sees a znode,
// and takes it.
func (l Links) Share(cluster string, path znode.Path) string { return l.under(cluster, "share", path) }

// Shared returns the address of what such a link shows.
func (l Links) Shared(token string) string { return l.BasePath + "/s/" + url.PathEscape(token) }

// Shares returns the page of such links.
func (l Links) Shares() string { return l.BasePath + "/shares" }

// RevokeShare takes the POST that ends such a link.
func (l Links) RevokeShare(id string) string {
	return l.Shares() + "/" + url.PathEscape(id) + "/revoke"
}

// Jobs returns the page of long work in the background.
func (l Links) Jobs() string { return l.BasePath + "/jobs" }

// Job returns the page of a job.
func (l Links) Job(id string) string { return l.Jobs() + "/" + url.PathEscape(id) }

// JobReport returns what became of each znode of a job, as a download.
func (l Links) JobReport(id string) string { return l.Job(id) + "/report" }

// PauseJob takes the POST that pauses a job.
func (l Links) PauseJob(id string) string { return l.Job(id) + "/pause" }

// ResumeJob takes the POST that lets a job go on.
func (l Links) ResumeJob(id string) string { return l.Job(id) + "/resume" }

// CancelJob takes the POST that ends a job.
func (l Links) CancelJob(id string) string { return l.Job(id) + "/cancel" }

// UndoJob says what taking a job back would do, and takes the POST that does it.
func (l Links) UndoJob(id string) string { return l.Job(id) + "/undo" }

// JobEvents returns a cluster's stream of server-sent events with a job's progress.
func (l Links) JobEvents(cluster, id string) string {
	return l.Events(cluster) + "?" + url.Values{"job": {id}}.Encode()
}
