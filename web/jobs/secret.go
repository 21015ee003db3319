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

// Secret is input of a job that may contain secrets. Until the job is over, it is sealed in the
// job's folder if the store has a key. Otherwise it stays in memory and in File, and the job does
// not survive the console.
type Secret struct {
	Params json.RawMessage // in place of Plan.Params
	File   io.ReaderAt     // the file that the job works on; nil for none
	Size   int64           // of File
	Close  func()          // called when File is not needed any more; may be nil
}

// Sealer seals files, so that none can be read, changed or moved to another place. It is a
// vault.Key.
type Sealer interface {
	SealFile(to io.Writer, place string, from io.Reader) error
	OpenFile(from io.Reader, place string) io.Reader
}

// close releases the file.
func (s *Secret) close() {
	if s != nil && s.Close != nil {
		s.Close()
		s.Close = nil
	}
}

// The files in a job's folder that contain its sealed Secret.
const (
	sealedParams = "params.sealed"
	sealedFile   = "file.sealed"
)

// SealWith sets the key that seals secrets. It must be called before any job starts.
func (s *Store) SealWith(key Sealer) {
	s.key = key
	for _, job := range s.jobs {
		job.key = s.key
	}
}

// keep stores a job's secret.
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

// seal writes a sealed file to the job's folder.
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

// open opens a sealed file in the job's folder.
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

// isForgotten reports whether the secret of an earlier console's job is lost.
func (j *Job) isForgotten() bool {
	_, err := os.Stat(filepath.Join(j.lines.dir, sealedParams))
	return j.status.Sealed && errors.Is(err, os.ErrNotExist)
}

// forget removes the secret of a job that is over. The mutex must be held.
func (j *Job) forget() {
	if !j.status.Sealed {
		return
	}
	j.secret.close()
	j.secret = nil
	for _, name := range []string{sealedParams, sealedFile} {
		_ = os.Remove(filepath.Join(j.lines.dir, name)) // removed with its folder if this fails
	}
}

// Params decodes the job's parameters into value.
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

// File opens the file that the job works on.
func (r *Run) File() (io.ReadCloser, error) {
	if secret := r.job.secret; secret != nil {
		return io.NopCloser(io.NewSectionReader(secret.File, 0, secret.Size)), nil
	}
	return r.job.open(sealedFile)
}
