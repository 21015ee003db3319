package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/doctor"
)

func doctorCommand() command {
	console := new(consoleSettings)
	return command{
		settings.Command{Name: "doctor", Does: "test the connection to each server of --cluster step by step; exit 0 if all is well, else 1\nIt takes the flags of serve, starts no console, and needs no credentials.", Settings: console.list(), Whole: true},
		func(ctx context.Context, _ settings.Given) error { return examine(ctx, os.Stdout, console) },
	}
}

// examine writes a table for each cluster. Its error counts the servers that could not be reached.
func examine(ctx context.Context, out io.Writer, settings *consoleSettings) error {
	options, err := settings.poolOptions()
	if err != nil {
		return err
	}
	failed := 0
	for _, c := range settings.clusters {
		for _, way := range doctor.Examine(ctx, c, options.Session.TLS, settings.sessionTimeout) {
			if err := writeWay(out, c, way); err != nil {
				return err
			}
			if !way.OK() {
				failed++
			}
		}
	}
	if failed > 0 {
		return fmt.Errorf("servers with something wrong on the way: %d", failed)
	}
	return nil
}

func writeWay(out io.Writer, c cluster.Cluster, way doctor.Server) error {
	w := words.English.Doctor
	verdict := w.Failed
	if way.OK() {
		verdict = w.OK
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s %s: %s\n", c.Name, views.Visible(way.Address), verdict)
	for _, step := range way.Steps {
		text := ""
		switch {
		case step.Skipped:
			text = w.Skipped
		case step.Err == nil || len(step.Args) > 0:
			text = w.Finds[string(step.Name)](step.Args)
		}
		if step.Err != nil {
			text = strings.TrimSuffix(words.English.Error(step.Err)+". "+text, ". ")
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", w.Steps[string(step.Name)], step.Took.Round(100*time.Microsecond), views.Visible(settings.OneLine(fmt.Errorf("%s", text))))
	}
	return table.Flush()
}
