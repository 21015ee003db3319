package main

import (
	"errors"
	"math"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/web/handlers/find"
)

// findSettings bound how far a find may go.
type findSettings struct{ bounds find.Bounds }

func (s *findSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "find-max-znodes", Form: "NUMBER", Default: "5000000", Does: "most znodes that one find looks at",
			Takes: "a whole number from 1", Set: settings.Number(&s.bounds.Znodes, 1, math.MaxInt32),
		}, {
			Name: "find-max-bytes", Form: "SIZE", Default: "4096MiB", Does: "most names and data that one find reads",
			Takes: "a size from 1MiB, such as 4096MiB", Set: settings.Size(&s.bounds.Bytes, 1, math.MaxInt32),
		}, {
			Name: "find-max-time", Form: "DURATION", Default: "10m", Does: "longest time of one find",
			Takes: "a duration from 1s to 24h, such as 10m", Set: s.setTime,
		},
	}
}

func (s *findSettings) setTime(value string) error {
	longest, err := time.ParseDuration(value)
	if err != nil {
		return errors.New("it is not a duration")
	}
	if longest < time.Second || longest > 24*time.Hour {
		return errors.New("it is out of bounds")
	}
	s.bounds.Time = longest
	return nil
}
