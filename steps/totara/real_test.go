package totara

import (
	"os"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/site"
)

// A real Totara, where one is named: TEAMWRIGHT_TEST_SITE is its address,
// TEAMWRIGHT_TEST_COMMAND what runs PHP there, its words parted by spaces, and
// TEAMWRIGHT_TEST_CONFIG the path of its config.php. It is written to.
func TestRealTotara(t *testing.T) {
	t.Parallel()
	address, command, config := os.Getenv("TEAMWRIGHT_TEST_SITE"), os.Getenv("TEAMWRIGHT_TEST_COMMAND"), os.Getenv("TEAMWRIGHT_TEST_CONFIG")
	if address == "" || command == "" || config == "" {
		t.Skip("no Totara is named")
	}
	r := newRig(t, site.Exec{Argv: strings.Fields(command)}, config).with(func(a *answers.Answers) { a.Site = address })
	_, rows := r.apply()
	for _, id := range rowIDs() {
		if row := rows[id]; row.Status != steps.Pass && row.Status != steps.Skipped || row.Source != steps.FromTotara {
			t.Errorf("row %+v", row)
		}
	}
	again := &counting{Transport: r.way}
	r.way = again
	if plan, _ := r.apply(); !plan.Empty() {
		t.Errorf("the second plan has %v", fields(plan))
	}
	for _, op := range again.ops {
		if op == "totara.write" {
			t.Error("the second run wrote")
		}
	}
	long := strings.Repeat("é😀'\"\\\n<?php ?>", 300)
	if got := r.write(writeArgs{Set: map[string]string{keyFullText: long}}, nil).Settings[keyFullText].text(); got != long {
		t.Errorf("a text of %d bytes came back as %d", len(long), len(got))
	}
	if _, rows := r.apply(); rows["totara.settings"].Status != steps.Pass {
		t.Errorf("row %+v", rows["totara.settings"])
	}
}
