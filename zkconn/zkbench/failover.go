package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/zkserver"
)

// failoverTime kills the server in use and measures the time until a page is answered again.
func failoverTime(b *bench) (row, error) {
	ensemble, err := zkserver.StartEnsemble(3, zkserver.Config{})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = ensemble.Close() }()
	c, err := b.startConsole(ensemble.Addrs())
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	p, err := c.signIn("", "")
	if err != nil {
		return row{}, err
	}
	var times []time.Duration
	for range 5 {
		used, err := serverInUse(p, ensemble)
		if err != nil {
			return row{}, err
		}
		used.Kill()
		begin := time.Now()
		for page(p, "/c/main/tree/")() != nil {
			if time.Since(begin) > time.Minute {
				return row{}, fmt.Errorf("no page came again within a minute")
			}
			time.Sleep(5 * time.Millisecond)
		}
		times = append(times, time.Since(begin))
		if err := used.Restart(); err != nil {
			return row{}, err
		}
	}
	slices.Sort(times)
	return row{"a page again after `kill -9` of the server in use, of three", "—", "within 2 s",
		fmt.Sprintf("%.2f s (longest %.2f s)", times[2].Seconds(), times[4].Seconds())}, nil
}

func serverInUse(p *person, ensemble *zkserver.Ensemble) (*zkserver.Server, error) {
	body, err := p.get("/c/main/tree/", "Accept", "text/html")
	if err != nil {
		return nil, err
	}
	for _, server := range ensemble.Servers {
		if strings.Contains(string(body), server.Addr()) {
			return server, nil
		}
	}
	return nil, fmt.Errorf("the page names no server of the ensemble")
}
