* A day at the counter: DO bill WITH "bill.json"
* Validates the bill, registers it with the sandbox inside the library, saves its signed QR as qr.bmp and cancels it.
LPARAMETERS tcFile
LOCAL loEinv, lcBill, lnStatus, lcIrn, lnFault, lcAt, lcQr
SET PROCEDURE TO einv ADDITIVE
loEinv = CREATEOBJECT("Einv", "{}")
lcBill = FILETOSTR(m.tcFile)

lnStatus = loEinv.Call("validate", m.lcBill)
IF m.lnStatus = 1
	* Values are picked from the report, so no JSON is read here.
	lnFault = 0
	DO WHILE .T.
		lcAt = '"/findings/' + TRANSFORM(m.lnFault)
		loEinv.Call("validate", m.lcBill, '{"pick": [' + m.lcAt + '/path", ' + m.lcAt + '/message", ' + m.lcAt + '/fix"]}')
		IF EMPTY(loEinv.Line(2))
			RETURN .F.
		ENDIF
		? loEinv.Line(1) + ": " + loEinv.Line(2) + "; " + loEinv.Line(3)
		lnFault = m.lnFault + 1
	ENDDO
ENDIF
IF m.lnStatus # 0
	? loEinv.Answer
	RETURN .F.
ENDIF

lnStatus = loEinv.Call("submit", m.lcBill, '{"pick": ["/status", "/irn", "/ack_no", "/ack_date", "/signed_qr"]}')
lcIrn = loEinv.Line(2)
lcQr = loEinv.Line(5)
DO CASE
CASE m.lnStatus = 2
	? "waiting; it will be sent: " + m.lcIrn
	RETURN .F.
CASE m.lnStatus # 0
	? "refused: " + loEinv.Answer
	RETURN .F.
ENDCASE
? loEinv.Line(1), m.lcIrn
? "acknowledged", loEinv.Line(3), loEinv.Line(4)

IF loEinv.Call("qr", '{"signed_qr": ' + loEinv.Quoted(m.lcQr) + '}', '{"format": "bmp"}') = 0
	STRTOFILE(loEinv.Answer, "qr.bmp")
ENDIF

IF loEinv.Call("cancel", '{"irn": "' + m.lcIrn + '", "reason": "data_entry", "remark": "wrong buyer"}', ;
		'{"pick": ["/status", "/cancel_date"]}') = 0
	? loEinv.Line(1), loEinv.Line(2)
ELSE
	? "not cancelled: " + loEinv.Answer
ENDIF
