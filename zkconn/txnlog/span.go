package txnlog

// Proof is the reason to believe that transactions were committed and that none is missing.
type Proof string

// The proofs, the strongest first.
const (
	ProofDigest  Proof = "digest"  // the digest of each is that of the tree, so none before it is missing or different
	ProofSources Proof = "sources" // the logs of two servers agree
	ProofSeen    Proof = "seen"    // one server's log has them, and that server reports a later zxid
	ProofWatched Proof = "watched" // a client was told of them by a watch; others may be missing between them
	ProofFound   Proof = "found"   // a client found them when it looked again; what came and went in between is missing
)

// Dense reports whether a Span with this proof has no holes, so that a jump in the zxids means a
// gap. That is never so for what a client sees.
func (p Proof) Dense() bool { return p != ProofWatched && p != ProofFound }

// Span is a run of transactions from First to Last. None is missing between them if its Proof is
// Dense.
type Span struct {
	First, Last int64 // zxids
	Source      string
	Proof       Proof
}

// Gap is a range of zxids for which it is not known what happened, exclusive of After and Before.
type Gap struct {
	After, Before int64 // zxids of the transactions on either side
	Cause         GapCause
}

// GapCause says why transactions are missing.
type GapCause string

// The causes of gaps.
const (
	GapStart    GapCause = "start"    // the record begins here; no file has what was before
	GapSnapshot GapCause = "snapshot" // the server was synced by a snapshot, so its log lacks what the snapshot held
	GapPurged   GapCause = "purged"   // the files were purged before they could be read
	GapDamaged  GapCause = "damaged"  // the file is damaged
	GapAway     GapCause = "away"     // the recorder was not running or not connected
	GapFlood    GapCause = "flood"    // there were more changes than the watching recorder could follow
	GapPolled   GapCause = "polled"   // the servers have no recursive watches (before 3.6), so they were polled
)
