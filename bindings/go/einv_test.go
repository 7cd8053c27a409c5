package einv

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const golden = "../../tests/golden"

func bill(t *testing.T, number string) map[string]any {
	t.Helper()
	text, err := os.ReadFile("../../examples/bills/good.json")
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	india := time.FixedZone("IST", 19800)
	read["DocDtls"].(map[string]any)["No"] = number
	read["DocDtls"].(map[string]any)["Dt"] = time.Now().In(india).Format("02/01/2006")
	return read
}

func opened(t *testing.T, config any) *Engine {
	t.Helper()
	engine, err := Open(config)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func TestEveryGoldenCaseIsAnsweredByteForByte(t *testing.T) {
	cases, err := os.ReadFile(filepath.Join(golden, "cases.txt"))
	if err != nil {
		t.Fatal(err)
	}
	engine := opened(t, `{"on":"2026-11-21"}`)
	count := 0
	for _, line := range strings.Split(strings.TrimSpace(string(cases)), "\n") {
		part := strings.SplitN(line, "|", 5)
		if part[1] == "2" {
			engine.Close()
		}
		handle := engine.handle
		if part[1] == "0" {
			handle = 0
		}
		document, err := os.ReadFile(filepath.Join(golden, part[3]))
		if err != nil {
			t.Fatal(err)
		}
		status, answer, err := run(handle, part[2], document, []byte(part[4]))
		if err != nil {
			t.Fatal(err)
		}
		expected, err := os.ReadFile(filepath.Join(golden, "answers", fmt.Sprintf("%s.%d", part[0], status)))
		if err != nil || string(expected) != string(answer) {
			t.Errorf("%s: another answer (%v)", part[0], err)
		}
		count++
	}
	if all, _ := os.ReadDir(filepath.Join(golden, "answers")); count != len(all) {
		t.Errorf("%d cases for %d answers", count, len(all))
	}
}

func TestABillIsRegisteredOnceDrawnAndCancelled(t *testing.T) {
	engine := opened(t, nil)
	defer engine.Close()
	made, err := engine.Submit(bill(t, "G/1"))
	if err != nil || made.Status != "registered" {
		t.Fatal(made, err)
	}
	again, err := engine.Submit(bill(t, "G/1"))
	if err != nil || again.IRN != made.IRN {
		t.Fatal(again, err)
	}
	if hash, err := Bare.Hash(bill(t, "G/1")); err != nil || hash.IRN != made.IRN {
		t.Fatal(hash, err)
	}
	png, err := engine.QR(map[string]any{"signed_qr": made.SignedQR}, Options{"format": "png"})
	if err != nil || string(png[1:4]) != "PNG" {
		t.Fatal(err)
	}
	if pdf, err := engine.Print(bill(t, "G/1")); err != nil || string(pdf[:5]) != "%PDF-" {
		t.Fatal(err)
	}
	gone, err := engine.Cancel(map[string]any{"irn": made.IRN, "reason": "data_entry", "remark": "wrong buyer"})
	if err != nil || gone.Status != "cancelled" {
		t.Fatal(gone, err)
	}
	if picked, err := engine.Pick("status", map[string]any{"irn": made.IRN}, []string{"/status"}); err != nil || picked != "cancelled" {
		t.Fatal(picked, err)
	}
}

func TestARefusedDocumentIsAnErrorWithEveryFinding(t *testing.T) {
	refused, err := os.ReadFile("../../examples/bills/refused.json")
	if err != nil {
		t.Fatal(err)
	}
	report, err := Bare.Validate(refused)
	if err != nil || report.Valid {
		t.Fatal(report, err)
	}
	engine := opened(t, "{}")
	_, err = engine.Submit(refused)
	var why *Error
	if !errors.As(err, &why) || why.Status != Invalid || len(why.Findings) < 4 {
		t.Fatal(err)
	}
	engine.Close()
	_, err = engine.Submit(refused)
	if !errors.As(err, &why) || why.Code != "E_HANDLE" {
		t.Fatal(err)
	}
	if _, err = Open(`{"portall": {}}`); !errors.As(err, &why) || why.Code != "E_CONFIG" {
		t.Fatal(err)
	}
	if _, err = Bare.Validate(refused, Options{"langauge": "hi"}); !errors.As(err, &why) || why.Code != "E_OPTION" {
		t.Fatal(err)
	}
}

func TestManyAtOnceAndABatch(t *testing.T) {
	engine := opened(t, nil)
	defer engine.Close()
	var all sync.WaitGroup
	irns := make([]string, 20)
	for i := range irns {
		all.Add(1)
		go func(i int, invoice any) {
			defer all.Done()
			if made, err := engine.Submit(invoice); err == nil {
				irns[i] = made.IRN
			}
		}(i, bill(t, fmt.Sprintf("M/%d", i)))
	}
	all.Wait()
	seen := map[string]bool{}
	for _, irn := range irns {
		seen[irn] = true
	}
	if len(seen) != len(irns) || seen[""] {
		t.Fatal(irns)
	}
	batch, err := engine.Batch([]any{bill(t, "B/1"), bill(t, "B/2"), bill(t, "B/3")})
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	var got []string
	if err := batch.Each(func(one BatchResult) error { got = append(got, fmt.Sprint(one.Index, one.Status)); return nil }); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != "[0 registered 1 registered 2 registered]" && fmt.Sprint(got) != "[0registered 1registered 2registered]" {
		t.Fatal(got)
	}
}

func TestAmountsStayExact(t *testing.T) {
	var read struct{ A, B, C Decimal }
	if err := json.Unmarshal([]byte(`{"A": "0.10", "B": 1180000000000000.25, "C": null}`), &read); err != nil {
		t.Fatal(err)
	}
	if read.A != "0.10" || read.B != "1180000000000000.25" || read.C != "" {
		t.Fatal(read)
	}
	several := OneOrMore[string]{}
	if err := json.Unmarshal([]byte(`"x"`), &several); err != nil || len(several) != 1 {
		t.Fatal(several, err)
	}
}
