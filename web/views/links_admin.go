package views

import (
	"net/url"
	"strconv"

	"zkweb/zkconn/znode"
)

// Reveal returns the URL for the POST that shows a znode's secrets once.
func (l Links) Reveal(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "reveal", path))
}

// Audit returns the URL of the page of the trail, to which a trail.Query may be appended.
func (l Links) Audit() string { return l.BasePath + "/audit" }

// RevealedTo returns the URL of the entries of the trail about reveals of a znode's secrets.
func (l Links) RevealedTo(cluster string, path znode.Path) string {
	return l.Audit() + "?" + url.Values{"cluster": {cluster}, "revealed": {path.String()}}.Encode()
}

// AuditOf returns the URL of the entries of the trail about a znode and what is below it.
func (l Links) AuditOf(cluster string, path znode.Path) string {
	return l.Audit() + "?" + url.Values{"cluster": {cluster}, "path": {path.String()}}.Encode()
}

// AuditBy returns the URL of the entries of the trail about a user's actions.
func (l Links) AuditBy(user string) string {
	return l.Audit() + "?" + url.Values{"user": {user}}.Encode()
}

// Report returns the URL of the reports, to which a trail.ReportQuery may be appended.
func (l Links) Report() string { return l.Audit() + "/report" }

// Undo returns the URL of the plan that undoes the change of an entry of the trail, for GET and
// POST.
func (l Links) Undo(seq int64) string { return l.BasePath + "/undo/" + strconv.FormatInt(seq, 10) }

// UndoCompared returns the URL of what the change of an entry of the trail did, as far as that is
// kept.
func (l Links) UndoCompared(seq int64) string { return l.Undo(seq) + "?compare=1" }

// UndoTransaction returns the URL of the plan that undoes a transaction of the history, for GET and
// POST. below is the znode below which the reader has found the transaction.
func (l Links) UndoTransaction(cluster string, zxid int64, below znode.Path) string {
	link := l.cluster(cluster) + "/undo/" + Hex(zxid)
	if below.IsRoot() {
		return link
	}
	return link + "?" + url.Values{"below": {below.String()}}.Encode()
}

// Sessions returns the URL of the page of console sessions.
func (l Links) Sessions() string { return l.BasePath + "/sessions" }

// EndSession returns the URL for the POST that ends a console session.
func (l Links) EndSession(id string) string {
	return l.Sessions() + "/" + url.PathEscape(id) + "/end"
}

// ClientSessions returns the URL of the page of a cluster's ZooKeeper sessions.
func (l Links) ClientSessions(cluster string) string { return l.cluster(cluster) + "/sessions" }

// ClientSession returns the URL of a ZooKeeper session and what it holds.
func (l Links) ClientSession(cluster string, id int64) string {
	return l.ClientSessions(cluster) + "/" + Hex(id)
}

// Watchers returns the URL of the page of the sessions that watch a znode.
func (l Links) Watchers(cluster string, path znode.Path) string {
	return l.ClientSessions(cluster) + "?" + url.Values{"watching": {path.String()}}.Encode()
}

// Proposals returns the URL of the page of the changes that wait for approval.
func (l Links) Proposals() string { return l.BasePath + "/proposals" }

// Proposal returns the URL of a proposal, for GET and for the POST that decides on it.
func (l Links) Proposal(id string) string { return l.Proposals() + "/" + url.PathEscape(id) }

// Share returns the URL of the form that makes a share link for a znode, for GET and POST.
func (l Links) Share(cluster string, path znode.Path) string { return l.under(cluster, "share", path) }

// Shared returns the URL of what a share link shows.
func (l Links) Shared(token string) string { return l.BasePath + "/s/" + url.PathEscape(token) }

// Shares returns the URL of the page of share links.
func (l Links) Shares() string { return l.BasePath + "/shares" }

// RevokeShare returns the URL for the POST that ends a share link.
func (l Links) RevokeShare(id string) string {
	return l.Shares() + "/" + url.PathEscape(id) + "/revoke"
}

// Jobs returns the URL of the page of jobs.
func (l Links) Jobs() string { return l.BasePath + "/jobs" }

// Job returns the URL of the page of a job.
func (l Links) Job(id string) string { return l.Jobs() + "/" + url.PathEscape(id) }

// JobReport returns the URL of a job's report, a download.
func (l Links) JobReport(id string) string { return l.Job(id) + "/report" }

// PauseJob returns the URL for the POST that pauses a job.
func (l Links) PauseJob(id string) string { return l.Job(id) + "/pause" }

// ResumeJob returns the URL for the POST that resumes a job.
func (l Links) ResumeJob(id string) string { return l.Job(id) + "/resume" }

// CancelJob returns the URL for the POST that cancels a job.
func (l Links) CancelJob(id string) string { return l.Job(id) + "/cancel" }

// UndoJob returns the URL of the plan that undoes a job, for GET and POST.
func (l Links) UndoJob(id string) string { return l.Job(id) + "/undo" }

// JobEvents returns the URL of a cluster's stream of server-sent events with a job's progress.
func (l Links) JobEvents(cluster, id string) string {
	return l.Events(cluster) + "?" + url.Values{"job": {id}}.Encode()
}
