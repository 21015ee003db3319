// Package health polls the servers of clusters, apart from anybody's session: it asks each
// again and again, keeps what they answered over the last hours, and says what is wrong.
// It asks with four-letter words and, where those are not allowed, at AdminServer. It
// changes nothing and reads no znode: callers that see a quota nearly used up, a sequence
// counter near its end or a long list of children note that here (NoteQuotas,
// NoteSequence, NoteList).
package health
