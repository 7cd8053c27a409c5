      *> A day at the counter: bill bill.json [config.json]
      *> Validates the bill, registers it, saves its signed QR as qr.png and cancels it. Without a configuration the
      *> sandbox inside the library registers it.
      *>
      *>     cobc -x -free -I . bill.cob
      *>     COB_PRE_LOAD=libeinv COB_LIBRARY_PATH=folder-of-libeinv.so ./bill bill.json
       IDENTIFICATION DIVISION.
       PROGRAM-ID. BILL.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       COPY "einvdata.cpy".
       01  BILL-NAME           PIC X(1024).
       01  CONFIG-NAME         PIC X(1024).
       01  BILL-STATUS         PIC X(20).
       01  BILL-IRN            PIC X(64).
       01  BILL-ACK-NO         PIC X(20).
       01  BILL-ACK-DATE       PIC X(30).
       01  BILL-SIGNED-QR      PIC X(4096).
       01  BILL-CANCEL-DATE    PIC X(30).
       01  FAULT-NUMBER        PIC 9(5) VALUE 0.
       01  FAULT-SHOWN         PIC Z(4)9.
       01  FAULT-PATH          PIC X(200).
       01  FAULT-MESSAGE       PIC X(1000).
       01  FAULT-FIX           PIC X(1000).

       PROCEDURE DIVISION.
       MAIN-PARAGRAPH.
           ACCEPT BILL-NAME FROM ARGUMENT-VALUE
           IF BILL-NAME = SPACES
               DISPLAY "usage: bill bill.json [config.json]"
               STOP RUN RETURNING 2
           END-IF
           ACCEPT CONFIG-NAME FROM ARGUMENT-VALUE
               ON EXCEPTION MOVE SPACES TO CONFIG-NAME
           END-ACCEPT
           IF CONFIG-NAME = SPACES
               MOVE "{}" TO EINV-IN
               MOVE 2 TO EINV-IN-LEN
           ELSE
               MOVE CONFIG-NAME TO EINV-FILE-NAME
               PERFORM EINV-READ-FILE
           END-IF
           PERFORM EINV-OPEN

           MOVE BILL-NAME TO EINV-FILE-NAME
           PERFORM EINV-READ-FILE
           MOVE "validate" TO EINV-VERB
           MOVE SPACES TO EINV-OPTS
           PERFORM EINV-CALL
           EVALUATE EINV-RESULT
               WHEN EINV-OK
                   DISPLAY "valid"
               WHEN EINV-INVALID
                   MOVE "x" TO FAULT-MESSAGE
                   PERFORM SHOW-FAULT UNTIL FAULT-MESSAGE = SPACES
                   PERFORM GIVE-UP
               WHEN OTHER
                   DISPLAY EINV-OUT(1:EINV-OUT-LEN)
                   PERFORM GIVE-UP
           END-EVALUATE

           PERFORM REGISTER-BILL
           PERFORM SAVE-QR
           PERFORM CANCEL-BILL
           PERFORM EINV-CLOSE
           STOP RUN RETURNING 0.

      *> Values are picked from the report, so no JSON is read here.
       SHOW-FAULT.
           MOVE FAULT-NUMBER TO FAULT-SHOWN
           MOVE SPACES TO EINV-OPTS
           STRING '{"pick": ["/findings/' FUNCTION TRIM(FAULT-SHOWN) '/path", "/findings/' FUNCTION TRIM(FAULT-SHOWN)
               '/message", "/findings/' FUNCTION TRIM(FAULT-SHOWN) '/fix"]}' DELIMITED BY SIZE INTO EINV-OPTS
           PERFORM EINV-CALL
           MOVE SPACES TO FAULT-PATH FAULT-MESSAGE FAULT-FIX
           UNSTRING EINV-OUT(1:EINV-OUT-LEN) DELIMITED BY X"0A" INTO FAULT-PATH FAULT-MESSAGE FAULT-FIX
           IF FAULT-MESSAGE NOT = SPACES
               DISPLAY FUNCTION TRIM(FAULT-PATH) ": " FUNCTION TRIM(FAULT-MESSAGE) "; " FUNCTION TRIM(FAULT-FIX)
           END-IF
           ADD 1 TO FAULT-NUMBER.

       REGISTER-BILL.
           MOVE "submit" TO EINV-VERB
           MOVE '{"pick": ["/status", "/irn", "/ack_no", "/ack_date", "/signed_qr"]}' TO EINV-OPTS
           PERFORM EINV-CALL
           MOVE SPACES TO BILL-STATUS BILL-IRN BILL-ACK-NO BILL-ACK-DATE BILL-SIGNED-QR
           UNSTRING EINV-OUT(1:EINV-OUT-LEN) DELIMITED BY X"0A"
               INTO BILL-STATUS BILL-IRN BILL-ACK-NO BILL-ACK-DATE BILL-SIGNED-QR
           EVALUATE EINV-RESULT
               WHEN EINV-OK
                   DISPLAY FUNCTION TRIM(BILL-STATUS) " " BILL-IRN
                   DISPLAY "acknowledged " FUNCTION TRIM(BILL-ACK-NO) " " FUNCTION TRIM(BILL-ACK-DATE)
               WHEN EINV-PENDING
                   DISPLAY "waiting; it will be sent: " FUNCTION TRIM(BILL-STATUS) " " BILL-IRN
                   PERFORM GIVE-UP
               WHEN OTHER
                   DISPLAY "refused: " EINV-OUT(1:EINV-OUT-LEN)
                   PERFORM GIVE-UP
           END-EVALUATE.

       SAVE-QR.
           MOVE "qr" TO EINV-VERB
           MOVE '{"format": "png"}' TO EINV-OPTS
           MOVE 1 TO EINV-IN-LEN
           STRING '{"signed_qr": "' FUNCTION TRIM(BILL-SIGNED-QR) '"}' DELIMITED BY SIZE
               INTO EINV-IN WITH POINTER EINV-IN-LEN
           SUBTRACT 1 FROM EINV-IN-LEN
           PERFORM EINV-CALL
           IF EINV-RESULT NOT = EINV-OK
               DISPLAY "no picture: " EINV-OUT(1:EINV-OUT-LEN)
               PERFORM GIVE-UP
           END-IF
           MOVE "qr.png" TO EINV-FILE-NAME
           PERFORM EINV-WRITE-FILE
           DISPLAY "qr.png saved".

       CANCEL-BILL.
           MOVE "cancel" TO EINV-VERB
           MOVE '{"pick": ["/status", "/cancel_date"]}' TO EINV-OPTS
           MOVE 1 TO EINV-IN-LEN
           STRING '{"irn": "' BILL-IRN '", "reason": "data_entry", "remark": "wrong buyer"}' DELIMITED BY SIZE
               INTO EINV-IN WITH POINTER EINV-IN-LEN
           SUBTRACT 1 FROM EINV-IN-LEN
           PERFORM EINV-CALL
           IF EINV-RESULT NOT = EINV-OK
               DISPLAY "not cancelled: " EINV-OUT(1:EINV-OUT-LEN)
               PERFORM GIVE-UP
           END-IF
           MOVE SPACES TO BILL-STATUS BILL-CANCEL-DATE
           UNSTRING EINV-OUT(1:EINV-OUT-LEN) DELIMITED BY X"0A" INTO BILL-STATUS BILL-CANCEL-DATE
           DISPLAY FUNCTION TRIM(BILL-STATUS) " " FUNCTION TRIM(BILL-CANCEL-DATE).

       GIVE-UP.
           PERFORM EINV-CLOSE
           STOP RUN RETURNING 1.

       COPY "einvcall.cpy".
