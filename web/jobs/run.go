package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// reportReads is how many znodes are looked at together for the report.
const reportReads = 500

// waitTime is the time between two tries of what cannot be done now.
const waitTime = 500 * time.Millisecond

// Work is what the jobs of a kind do. It is called once more from its beginning when
// it has failed with Unavailable or UnknownOutcome, and when a job is resumed that a
// restart of the console interrupted: it looks at ZooKeeper for what is left to do.
// ctx ends when the job is cancelled.
type Work func(ctx context.Context, run *Run) error

// Run is a job at work: its way to the znodes of its cluster, and its report.
type Run struct {
	*Way       // of Plan.Cluster
	There *Way // of Plan.Other; Way itself where that is ""
}

// Accesses are the ways into the clusters of a job: that of its Plan.Cluster, and of its
// Plan.Other where it has one.
type Accesses []Access

// Close closes them.
func (a Accesses) Close() {
	for _, access := range a {
		access.Close()
	}
}

// newRun returns a job's work by these accesses, of which each entry begins as the given
// one.
func newRun(job *Job, accesses Accesses, entry audit.Entry) *Run {
	way := func(access Access) *Way { return &Way{job: job, access: access, entry: entry} }
	run := &Run{Way: way(accesses[0])}
	run.There = run.Way
	if len(accesses) > 1 {
		run.There = way(accesses[1])
	}
	return run
}

// Report adds lines to the job's report and counts them as done: at once, also of a job
// that is paused or cancelled meanwhile, for they tell what has become of znodes. Where it
// cannot be written it is tried again until ctx ends.
//
// What is as it is to be, and an attempt before this one has begun to make so, is told as
// done.
func (r *Run) Report(ctx context.Context, lines ...Line) error {
	for i, line := range lines {
		if line.Outcome == Same && r.job.begun.made(line.place()) {
			lines[i].Outcome = r.made()
		}
	}
	lines = r.job.untold(lines)
	report := func() error {
		if err := r.job.report(lines); err != nil {
			return unreported(err)
		}
		return nil
	}
	if report() == nil {
		return nil
	}
	return r.job.insist(ctx, func() error { return nil }, report)
}

// made returns the outcome of a znode that is made so, and not only found.
func (r *Run) made() Outcome {
	if r.job.Status().Kind == KindMove {
		return Copied
	}
	return Changed
}

// ReportDeleted reports what an attempt before has begun to delete, did not tell of, and is
// not there any more.
func (r *Run) ReportDeleted(ctx context.Context) error {
	for paths := range slices.Chunk(r.job.begun.deletions(), reportReads) {
		reads := make([]znode.Read, len(paths))
		for i, path := range paths {
			reads[i] = znode.Read{Path: path, Kind: znode.ReadStat, Small: true}
		}
		var lines []Line
		for i, now := range r.ReadMany(ctx, reads) {
			switch znode.KindOf(now.Err) {
			case znode.NotFound:
				lines = append(lines, Line{Path: paths[i].String(), Outcome: Changed})
			case znode.Unavailable:
				return now.Err
			}
		}
		if err := r.Report(ctx, lines...); err != nil {
			return err
		}
	}
	return nil
}

// recorded returns when the outcomes of all changes are on record.
func (r *Run) recorded() {
	r.recording.Wait()
	r.There.recording.Wait()
}

// Last returns the last line of the report until now; false while there is none.
func (r *Run) Last() (last Line, ok bool) {
	for line := range r.job.Lines {
		last, ok = line, true
	}
	return last, ok
}

// insist does something once the job is not paused, again and again while it is
// Unavailable, or what ready asks. The job says why it waits.
func (j *Job) insist(ctx context.Context, ready, do func() error) error {
	var err error // why it waits
	for {
		switch ended := j.enter(ctx); {
		case ended != nil && ctx.Err() != nil && err != nil:
			return givenUp(ctx, err)
		case ended != nil:
			return ended
		}
		err = ready()
		if err == nil {
			err = do()
		}
		if ctx.Err() != nil && err != nil {
			return givenUp(ctx, err)
		}
		if znode.KindOf(err) != znode.Unavailable {
			j.wait(nil)
			return err
		}
		j.wait(err)
		select {
		case <-time.After(waitTime):
		case <-ctx.Done():
			return givenUp(ctx, err)
		}
	}
}

// givenUp returns why something that failed is not tried again now that ctx has ended: that it
// was ended, or where only its time is over, what was waited for.
func givenUp(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, context.DeadlineExceeded) && znode.KindOf(err) == znode.Unavailable {
		return err
	}
	return cause
}

// again reports whether work that failed is to be called once more: what a server does
// not take would fail for ever.
func again(err error) bool {
	kind := znode.KindOf(err)
	return kind == znode.Unavailable || kind == znode.UnknownOutcome && znode.CodeOf(err) != znode.CodeDroppedLarge
}

// shutOut returns why the person is no longer let in, if that is the cause of err; otherwise
// nil. In a walk it comes wrapped: there the reader is Unavailable.
func shutOut(err error) error {
	for known := (*znode.Error)(nil); errors.As(err, &known); err = known.Cause {
		if known.Kind == znode.Unauthenticated {
			return known
		}
	}
	return nil
}

// why returns an error as a status keeps it.
func why(err error) *Why {
	var known *znode.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known) && known.Code == znode.CodeSignInRefused:
		return &Why{Code: znode.CodeSignedOut} // nobody typed a password
	case errors.As(err, &known):
		return &Why{known.Code, known.Args}
	}
	return &Why{Code: znode.CodeInternalFault}
}
