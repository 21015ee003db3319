package main

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"time"
)

const (
	importPath  = "/bench/import"
	importTries = 3
)

// importAll measures a job that imports a subtree against creates of such a subtree on the client
// library, in the same batches one after another.
func importAll(b *bench) (row, error) {
	c, p, err := b.visit("--allow-writes", "--default-role", "editor", "--data-dir", filepath.Join(b.dir, "import"))
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	var file []byte
	var planned time.Duration
	remove := func() error { _, err := b.deleteRaw(grown(importPath, deleteCount)); return err }
	floor, ours, err := medians(importTries, func() (time.Duration, error) {
		begin := time.Now()
		if err := b.grow(importPath, deleteCount, []byte("data")); err != nil {
			return 0, err
		}
		took := time.Since(begin)
		if file, err = p.get("/c/main/export" + importPath + "?format=jsonl"); err != nil {
			return 0, err
		}
		return took, remove()
	}, func() (time.Duration, error) {
		begin := time.Now()
		took, err := p.importFile(importPath, file)
		if planned = time.Since(begin) - took; err != nil {
			return 0, err
		}
		return took, remove()
	})
	return row{"100,000 znodes imported by a job", "the same batches on the client library", "at least 60 % of its rate",
		fmt.Sprintf("%.0f %% (%.0f thousand a second, library %.0f; planned before in %.1f s)", 100*ratio(floor, ours),
			deleteCount/ours.Seconds()/1000, deleteCount/floor.Seconds()/1000, planned.Seconds())}, err
}

// importFile imports a file by a job, and returns how long the job took.
func (p *person) importFile(path string, file []byte) (time.Duration, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("upload", "export.jsonl")
	if err != nil {
		return 0, err
	}
	if _, err := part.Write(file); err != nil {
		return 0, err
	}
	if err := form.Close(); err != nil {
		return 0, err
	}
	request, err := http.NewRequest(http.MethodPost, p.console.base+"/c/main/import"+path, &body)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	return p.jobOf(request)
}
