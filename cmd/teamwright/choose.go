package main

import (
	"context"
	"fmt"
)

// choose asks the first question that the reads have left open, and only a
// person can answer. It tells whether one was answered.
func (run *running) choose(ctx context.Context) (chose bool, err error) {
	if apps := run.work.App.Candidates(); len(apps) > 0 {
		var options []string
		for _, app := range apps {
			options = append(options, fmt.Sprintf("%s, client id %s, made %s", app.DisplayName, app.AppID, app.Created.Format("2006-01-02")))
		}
		n, err := run.front.Choose(ctx, "Several applications of this tenant could be the site's. Which one is it?", options)
		if err != nil {
			return false, err
		}
		return true, run.keep("ids.app", apps[n].AppID)
	}
	if subscriptions := run.work.Bot.Candidates(); len(subscriptions) > 0 {
		var options []string
		for _, s := range subscriptions {
			options = append(options, fmt.Sprintf("%s, %s", s.Name, s.ID))
		}
		n, err := run.front.Choose(ctx, "Which Azure subscription shall hold the bot? The F0 tier costs nothing.", options)
		if err != nil {
			return false, err
		}
		return true, run.keep("bot.subscription", subscriptions[n].ID)
	}
	return false, nil
}
