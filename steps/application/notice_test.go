package application

import (
	"slices"
	"testing"
)

func TestNotice(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		notice Notice
		fine   bool
		rings  []int
	}{
		"as it comes":    {Notice{WarnDays, FailDays}, true, []int{30, 7, 1}},
		"the same":       {Notice{14, 14}, true, []int{14, 1}},
		"the last day":   {Notice{3, 1}, true, []int{3, 1}},
		"one day":        {Notice{1, 1}, true, []int{1}},
		"no warning":     {Notice{0, 7}, false, nil},
		"never fails":    {Notice{30, 0}, false, nil},
		"fails too soon": {Notice{7, 30}, false, nil},
		"below nothing":  {Notice{-1, -2}, false, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := tt.notice.Validate(); (err == nil) != tt.fine {
				t.Errorf("error %v", err)
			}
			if got := tt.notice.Rings(); tt.fine && !slices.Equal(got, tt.rings) {
				t.Errorf("rings %v", got)
			}
		})
	}
	if got := (Notice{}).Rings(); !slices.Equal(got, []int{30, 7, 1}) {
		t.Errorf("without a word: %v", got)
	}
}
