package jobs

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// The bounds of a Store.
const (
	maxWorking       = 16 // that work at a time, of everybody
	maxWorkingHolder = 4
	maxKept          = 500 // that are over
	maxKeptHolder    = 50
	keptFor          = 30 * 24 * time.Hour
)

// Store holds all jobs of a console, each in a folder of its own.
type Store struct {
	dir       string
	temporary bool
	logger    *slog.Logger
	works     map[string]Work
	key       Sealer // seals secrets; nil for none
	working   sync.WaitGroup

	mu   sync.Mutex
	jobs map[string]*Job
	shut bool
}

var works = map[string]Work{
	KindDelete: deleteBelow, KindCopy: copyBelow, KindMove: moveBelow, KindACL: setACLsBelow,
	KindImport: importFile, KindBringBack: importFile, KindUndo: undoJob, KindUndoTransaction: undoTransaction,
}

// Open opens the store of the jobs in a folder, which is created if needed. With "" the jobs last
// only as long as the console. Jobs that an earlier console left unfinished are paused with
// CodeJobInterrupted.
func Open(dir string, logger *slog.Logger) (*Store, error) {
	s := &Store{dir: dir, logger: logger, works: maps.Clone(works), jobs: map[string]*Job{}}
	if dir == "" {
		made, err := os.MkdirTemp("", "zkweb-jobs-")
		s.dir, s.temporary = made, true
		return s, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	folders, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		job, err := load(filepath.Join(dir, folder.Name()))
		if err != nil {
			logger.Warn("a job cannot be read, or its state written, and is left as it is", "folder", folder.Name(), "error", err)
		}
		if job != nil {
			s.jobs[job.status.ID] = job
		}
	}
	return s, nil
}

// Handle sets the Work for a kind of job. It must be called before any job starts.
func (s *Store) Handle(kind string, work Work) { s.works[kind] = work }

// Start starts a job, which takes over the accesses. Each entry that the job records begins as the
// given one. It fails with Unavailable if too much is in progress.
func (s *Store) Start(holder, owner string, accesses Accesses, entry audit.Entry, plan Plan) (*Job, error) {
	secret := plan.Secret
	plan.Secret = nil
	id := newID()
	job := newJob(Status{Plan: plan, ID: id, Holder: holder, Owner: owner, State: Running, Sealed: secret != nil, Started: time.Now().UTC()}, filepath.Join(s.dir, id))
	err := s.prepare(job, secret)
	if err == nil {
		err = s.admit(job, func() error {
			err := s.begin(job, accesses, entry)
			if err == nil {
				s.jobs[job.status.ID] = job
			}
			return err
		})
	}
	if err != nil {
		secret.close()
		accesses.Close()
		return nil, errors.Join(err, os.RemoveAll(job.lines.dir))
	}
	s.prune(holder)
	return job, nil
}

// prepare makes the job's folder.
func (s *Store) prepare(job *Job, secret *Secret) error {
	err := os.Mkdir(job.lines.dir, 0o700)
	if err == nil && secret != nil {
		err = s.keep(job, secret)
	}
	if err != nil {
		return unkept(err)
	}
	return nil
}

// unkept returns the error for a job that cannot be stored, and so does not begin.
func unkept(err error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobUnkept, Cause: err}
}

// unreported returns the error for a job that waits since its report cannot be written.
func unreported(err error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobUnreported, Cause: err}
}

// Resume lets a job continue. If a restart has interrupted it, it uses the accesses that open
// returns.
func (s *Store) Resume(job *Job, open func() (Accesses, error), entry audit.Entry) error {
	works, err := job.unpause()
	if err != nil || works {
		return err
	}
	accesses, err := open()
	if err != nil {
		return err
	}
	if err := s.admit(job, func() error { return s.begin(job, accesses, entry) }); err != nil {
		accesses.Close()
		return err
	}
	return nil
}

// admit calls do if one more job may work.
func (s *Store) admit(job *Job, do func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, own := 0, 0
	for _, other := range s.jobs {
		if !other.works() {
			continue
		}
		if all++; other.status.Holder == job.status.Holder {
			own++
		}
	}
	switch {
	case s.shut:
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeConsoleStopping}
	case own >= maxWorkingHolder:
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobsTooMany}
	case all >= maxWorking:
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobsFull}
	}
	return do()
}

func (j *Job) works() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.cancel != nil
}

// begin starts the work on a job, unless the job cannot be stored.
func (s *Store) begin(job *Job, accesses Accesses, entry audit.Entry) error {
	ctx, cancel := context.WithCancelCause(context.Background())
	if err := job.begin(cancel); err != nil {
		cancel(err)
		return err
	}
	entry.Settings = map[string]string{"job": job.status.ID}
	s.working.Go(func() {
		defer accesses.Close()
		run := newRun(job, accesses, entry)
		err := s.work(ctx, run)
		run.recorded()
		cancel(nil)
		job.conclude(err)
		if err := errors.Join(job.lines.close(), job.begun.close(job.Status().State.Over())); err != nil {
			s.logger.Error("a job’s report is not kept", "job", job.status.ID, "error", err)
		}
	})
	return nil
}

// work calls the job's Work until it succeeds or fails for good.
func (s *Store) work(ctx context.Context, run *Run) error {
	work := s.works[run.job.status.Kind]
	for {
		err := s.try(ctx, run, work)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if out := shutOut(err); out != nil {
			return out
		}
		if !again(err) {
			return err
		}
		run.job.wait(err)
		select {
		case <-time.After(waitTime):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (s *Store) try(ctx context.Context, run *Run, work Work) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			s.logger.Error("a job had a fault", "job", run.job.status.ID, "error", fmt.Sprintf("%T", fault), "stack", string(debug.Stack())) // its text may be data
			err = &znode.Error{Kind: znode.Internal, Code: znode.CodeInternalFault}
		}
	}()
	if work == nil {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeJobKind}
	}
	run.job.begun.attempt()
	return work(ctx, run)
}

// Get returns the job with an ID, or a NotFound error.
func (s *Store) Get(id string) (*Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if job := s.jobs[id]; job != nil {
		return job, nil
	}
	return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoSuchJob}
}

// All returns all jobs, the newest first.
func (s *Store) All() []*Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sorted()
}

func (s *Store) sorted() []*Job {
	var all []*Job
	for _, job := range s.jobs {
		all = append(all, job)
	}
	slices.SortFunc(all, func(a, b *Job) int { // neither value changes
		if order := b.status.Started.Compare(a.status.Started); order != 0 {
			return order
		}
		return strings.Compare(a.status.ID, b.status.ID)
	})
	return all
}

// Unfinished returns the holders of the jobs in a cluster that are not over.
func (s *Store) Unfinished(cluster string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var holders []string
	for _, job := range s.jobs {
		if status := job.Status(); status.Cluster == cluster && !status.State.Over() {
			holders = append(holders, status.Holder)
		}
	}
	return holders
}

// Working returns the number of jobs in progress.
func (s *Store) Working() int {
	n := 0
	for _, job := range s.All() {
		if job.works() {
			n++
		}
	}
	return n
}

// prune removes the oldest jobs that are over, if there are too many.
func (s *Store) prune(holder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, own := 0, 0
	for _, job := range s.sorted() {
		status := job.Status()
		if !status.State.Over() || job.works() {
			continue
		}
		if all++; status.Holder == holder {
			own++
		}
		if all > maxKept || status.Holder == holder && own > maxKeptHolder || time.Since(status.Ended) > keptFor {
			delete(s.jobs, status.ID)
			if err := os.RemoveAll(job.lines.dir); err != nil {
				s.logger.Warn("a job cannot be removed", "job", status.ID, "error", err)
			}
		}
	}
}

// Close interrupts all jobs before their next batch, and returns when all have stopped or ctx is
// done.
func (s *Store) Close(ctx context.Context) error {
	s.mu.Lock()
	s.shut = true
	s.mu.Unlock()
	for _, job := range s.All() {
		job.mu.Lock()
		if job.cancel != nil {
			job.cancel(errEnding)
		}
		job.mu.Unlock()
	}
	ended := make(chan struct{})
	go func() {
		s.working.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.temporary {
		return os.RemoveAll(s.dir)
	}
	return nil
}

// newID returns a job ID that nobody can guess.
func newID() string { return strings.ToLower(rand.Text()[:16]) }

// save saves the status. The mutex must be held.
func (j *Job) save() error {
	j.saved = time.Now()
	text, err := json.Marshal(j.now())
	if err != nil {
		return err
	}
	name := filepath.Join(j.lines.dir, "job.json")
	if err := os.WriteFile(name+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// load reads the job of an earlier console in a folder, and pauses it unless it is over. The job is
// nil if it cannot be read. If only its new status cannot be saved, load returns both the job and
// the error; the next start will come to the same status.
func load(dir string) (*Job, error) {
	text, err := os.ReadFile(filepath.Join(dir, "job.json"))
	if err != nil {
		return nil, err
	}
	var status Status
	if err := json.Unmarshal(text, &status); err != nil {
		return nil, err
	}
	if status.ID != filepath.Base(dir) {
		return nil, fmt.Errorf("the job calls itself %q", status.ID)
	}
	job := newJob(status, dir)
	if status.State.Over() {
		return job, nil
	}
	if err = job.begun.load(); err != nil {
		return nil, err
	}
	job.status.Done, job.status.Failed, job.status.Skipped = 0, 0, 0
	err = job.lines.recount(func(line Line) {
		job.begun.reported(line)
		job.count(line)
	})
	if err != nil {
		return nil, err
	}
	job.status.State, job.status.Why = Paused, &Why{Code: znode.CodeJobInterrupted}
	if job.isForgotten() {
		job.over(Failed, &Why{Code: znode.CodeJobForgotten})
	}
	return job, job.save()
}
