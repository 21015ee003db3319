package jobs

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"zkweb/zkconn/znode"
)

// Secret is what a job is told that may hold secrets. Until the job is over it is kept
// sealed in the job's folder where the store has a key, and else in memory and in the
// file alone: then a job does not survive the console.
type Secret struct {
	Params json.RawMessage // in the place of Plan.Params
	File   io.ReaderAt     // that it works on; nil for none
	Size   int64           // of File
	Close  func()          // called once File is not read any more; nil for nothing to do
}

// Sealer seals files, so that none can be read, changed or moved to another place:
// vault.Key.
type Sealer interface {
	SealFile(to io.Writer, place string, from io.Reader) error
	OpenFile(from io.Reader, place string) io.Reader
}

// close frees the file.
func (s *Secret) close() {
	if s != nil && s.Close != nil {
		s.Close()
		s.Close = nil
	}
}

// The files of a job's folder in which its Secret is sealed.
const (
	sealedParams = "params.sealed"
	sealedFile   = "file.sealed"
)

// SealWith has what jobs are told sealed with a key, before anything starts.
func (s *Store) SealWith(key Sealer) {
	s.key = key
	for _, job := range s.jobs {
		job.key = s.key
	}
}

// keep keeps a job's secret.
func (s *Store) keep(job *Job, secret *Secret) error {
	job.key = s.key
	if s.key == nil {
		job.secret = secret
		return nil
	}
	err := job.seal(sealedParams, bytes.NewReader(secret.Params))
	if err == nil && secret.File != nil {
		err = job.seal(sealedFile, io.NewSectionReader(secret.File, 0, secret.Size))
	}
	if err == nil {
		secret.close()
	}
	return err
}

// seal writes a file of the job's folder.
func (j *Job) seal(name string, from io.Reader) error {
	file, err := os.OpenFile(filepath.Join(j.lines.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = j.key.SealFile(file, j.place(name), from)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// place returns what a sealed file is bound to.
func (j *Job) place(name string) string { return "jobs\x00" + j.status.ID + "\x00" + name }

// open opens a file of the job's folder.
func (j *Job) open(name string) (io.ReadCloser, error) {
	if j.key == nil {
		return nil, errNoKey
	}
	file, err := os.Open(filepath.Join(j.lines.dir, name))
	if err != nil {
		return nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobSealed, Cause: err}
	}
	return &unsealed{j.key.OpenFile(file, j.place(name)), file}, nil
}

var errNoKey = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobSealed}

type unsealed struct {
	io.Reader
	io.Closer
}

// Read implements io.Reader.
func (u *unsealed) Read(into []byte) (int, error) {
	n, err := u.Reader.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobSealed, Cause: err}
	}
	return n, err
}

// isForgotten reports whether the secret of a job of a console before is gone.
func (j *Job) isForgotten() bool {
	_, err := os.Stat(filepath.Join(j.lines.dir, sealedParams))
	return j.status.Sealed && errors.Is(err, os.ErrNotExist)
}

// forget removes the secret of a job that is over. The mutex is held.
func (j *Job) forget() {
	if !j.status.Sealed {
		return
	}
	j.secret.close()
	j.secret = nil
	for _, name := range []string{sealedParams, sealedFile} {
		_ = os.Remove(filepath.Join(j.lines.dir, name)) // or with its folder
	}
}

// Params reads what the job was told into value.
func (r *Run) Params(value any) error {
	job := r.job
	switch {
	case !job.status.Sealed:
		return json.Unmarshal(job.Status().Params, value)
	case job.secret != nil:
		return json.Unmarshal(job.secret.Params, value)
	}
	file, err := job.open(sealedParams)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

// File returns the file that the job works on, from its beginning.
func (r *Run) File() (io.ReadCloser, error) {
	if secret := r.job.secret; secret != nil {
		return io.NopCloser(io.NewSectionReader(secret.File, 0, secret.Size)), nil
	}
	return r.job.open(sealedFile)
}
