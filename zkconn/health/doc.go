// Package health polls the servers of clusters, independently of anyone's session. It asks each
// server in turn, keeps the answers of the last hours, and reports what is wrong. It asks by
// four-letter words and, where those are not allowed, at AdminServer.
//
// It changes nothing and reads no znode. Callers that see a quota nearly used up, a sequence
// counter near its end or a long list of children report it here (NoteQuotas, NoteSequence,
// NoteList).
package health
