package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// reportReads bounds the znodes that are read together for the report.
const reportReads = 500

// waitTime is the pause before another attempt at something that is Unavailable.
const waitTime = 500 * time.Millisecond

// Work is what the jobs of a kind do. It is called again from its beginning if it fails with
// Unavailable or UnknownOutcome, and if a job is resumed that a restart of the console has
// interrupted; so it must find out from ZooKeeper what is left to do. ctx ends when the job is
// cancelled.
type Work func(ctx context.Context, run *Run) error

// Run is a job at work, with access to the znodes of its clusters and to its report.
type Run struct {
	*Way       // to Plan.Cluster
	There *Way // to Plan.Other; the same as Way if that is ""
}

// Accesses are accesses to the clusters of a job: to its Plan.Cluster and, if it has one, to its
// Plan.Other.
type Accesses []Access

// Close closes all accesses.
func (a Accesses) Close() {
	for _, access := range a {
		access.Close()
	}
}

// newRun returns a Run of a job by these accesses. Each entry that it records begins as the given
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

// Report adds lines to the job's report and counts them as done. It does so at once, even if the
// job is paused or cancelled meanwhile, since the lines are about what has happened already. If
// they cannot be written, it retries until ctx ends.
//
// If an earlier attempt has begun to change a znode that is now found unchanged, the line says that
// it was changed.
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

// made returns the outcome of a znode that an earlier attempt of the job has made.
func (r *Run) made() Outcome {
	if r.job.Status().Kind == KindMove {
		return Copied
	}
	return Changed
}

// ReportDeleted reports the znodes that an earlier attempt has begun to delete but not reported,
// and that do not exist any more.
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

// recorded waits until the outcomes of all changes are recorded.
func (r *Run) recorded() {
	r.recording.Wait()
	r.There.recording.Wait()
}

// Last returns the last line of the report so far, and whether there is one.
func (r *Run) Last() (last Line, ok bool) {
	for line := range r.job.Lines {
		last, ok = line, true
	}
	return last, ok
}

// insist calls ready and then do while the job is not paused, and repeats that while either is
// Unavailable. Meanwhile the job's status says why it waits.
func (j *Job) insist(ctx context.Context, ready, do func() error) error {
	var err error // why the job waits
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

// givenUp returns the error of something that failed with err and is not retried since ctx has
// ended: err itself if only the time is over, and otherwise why ctx was cancelled.
func givenUp(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, context.DeadlineExceeded) && znode.KindOf(err) == znode.Unavailable {
		return err
	}
	return cause
}

// again reports whether to repeat work that failed with err. A request that is too large for a
// server would fail forever.
func again(err error) bool {
	kind := znode.KindOf(err)
	return kind == znode.Unavailable || kind == znode.UnknownOutcome && znode.CodeOf(err) != znode.CodeDroppedLarge
}

// shutOut returns why the person is no longer let in if err says so, and otherwise nil. A walk
// wraps that error in one that says that its reader is Unavailable.
func shutOut(err error) error {
	for known := (*znode.Error)(nil); errors.As(err, &known); err = known.Cause {
		if known.Kind == znode.Unauthenticated {
			return known
		}
	}
	return nil
}

// why returns an error in the form in which a status has it.
func why(err error) *Why {
	var known *znode.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known) && known.Code == znode.CodeSignInRefused:
		return &Why{Code: znode.CodeSignedOut} // the person did not type a password just now
	case errors.As(err, &known):
		return &Why{known.Code, known.Args}
	}
	return &Why{Code: znode.CodeInternalFault}
}
