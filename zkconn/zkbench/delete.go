package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"
)

const (
	deletePath  = "/bench/delete"
	deleteCount = 100_000
	deleteBatch = 500 // as in the batches of a job
	deleteTries = 3
)

// deleteAll measures a job that deletes a subtree against deletes of such a subtree on the client
// library, given all paths, in the same batches one after another.
func deleteAll(b *bench) (row, error) {
	c, p, err := b.visit("--allow-writes", "--default-role", "editor", "--data-dir", filepath.Join(b.dir, "delete"))
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	ours, floor, err := medians(deleteTries, func() (time.Duration, error) {
		if err := b.grow(deletePath, deleteCount, []byte("data")); err != nil {
			return 0, err
		}
		return p.deleteBelow(deletePath)
	}, func() (time.Duration, error) {
		if err := b.grow(deletePath, deleteCount, []byte("data")); err != nil {
			return 0, err
		}
		return b.deleteRaw(grown(deletePath, deleteCount))
	})
	return row{"100,000 znodes deleted by a job", "the same batches on the client library", "at least 60 % of its rate",
		fmt.Sprintf("%.0f %% (%.0f thousand a second, library %.0f)", 100*ratio(floor, ours), deleteCount/ours.Seconds()/1000, deleteCount/floor.Seconds()/1000)}, err
}

// grown returns the paths that grow creates, parents before their children.
func grown(root string, count int) []string {
	all := []string{root}
	for next := 0; len(all) <= count; next++ {
		for i := 0; i < findFamily && len(all) <= count; i++ {
			all = append(all, fmt.Sprintf("%s/n-%02d", all[next], i))
		}
	}
	return all
}

func (b *bench) deleteRaw(paths []string) (time.Duration, error) {
	slices.Reverse(paths)
	begin := time.Now()
	for batch := range slices.Chunk(paths, deleteBatch) {
		operations := make([]any, len(batch))
		for i, path := range batch {
			operations[i] = &zk.DeleteRequest{Path: path, Version: 0}
		}
		if _, err := b.floor.Multi(operations...); err != nil {
			return 0, err
		}
	}
	return time.Since(begin), nil
}

// deleteBelow deletes a subtree by a job, and returns how long the job took.
func (p *person) deleteBelow(path string) (time.Duration, error) {
	return p.job("delete"+path, "recursive=1")
}

// job runs a job over a znode and the deleteCount znodes below it, and returns how long it took.
func (p *person) job(target, form string) (time.Duration, error) {
	id, err := p.post("/c/main/"+target, form)
	if err != nil {
		return 0, err
	}
	return p.awaitJob(id)
}

// jobOf is like job, for a job that another request starts.
func (p *person) jobOf(request *http.Request) (time.Duration, error) {
	id, err := p.begin(request)
	if err != nil {
		return 0, err
	}
	return p.awaitJob(id)
}

// post starts a job by a form, and returns its ID.
func (p *person) post(target, form string) (string, error) {
	request, err := http.NewRequest(http.MethodPost, p.console.base+target, strings.NewReader(form))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.begin(request)
}

// begin starts a job, and returns its ID.
func (p *person) begin(request *http.Request) (string, error) {
	request.Header.Set("Accept", "application/json")
	response, err := p.client.Do(request)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return "", err
	}
	var begun struct{ Job string }
	if err := json.Unmarshal(body, &begun); err != nil || begun.Job == "" {
		return "", fmt.Errorf("no job was begun: %s %s", response.Status, bytes.TrimSpace(body))
	}
	return begun.Job, nil
}

// awaitJob waits for a job over a znode and the deleteCount znodes below it, and returns how long
// it took.
func (p *person) awaitJob(id string) (time.Duration, error) {
	for {
		body, err := p.get("/jobs/"+id, "Accept", "application/json")
		if err != nil {
			return 0, err
		}
		var job struct {
			State          string
			Done, Failed   int
			Started, Ended time.Time
		}
		if err := json.Unmarshal(body, &job); err != nil {
			return 0, err
		}
		switch {
		case job.State == "done" && job.Done == deleteCount+1 && job.Failed == 0:
			return job.Ended.Sub(job.Started), nil
		case job.State != "running":
			return 0, fmt.Errorf("the job is %s", body)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
