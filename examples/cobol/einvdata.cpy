      *> What a call to einv takes and gives. COPY it into WORKING-STORAGE, and einvcall.cpy behind the paragraphs.
      *> Texts are UTF-8 bytes.
       01  EINV-ABI            CONSTANT 1.
       01  EINV-OK             CONSTANT 0.
       01  EINV-INVALID        CONSTANT 1.
       01  EINV-PENDING        CONSTANT 2.
       01  EINV-ROOM           CONSTANT 4194304.
       01  EINV-ENGINE         BINARY-LONG VALUE 0.
       01  EINV-RESULT         BINARY-LONG.
       01  EINV-FOUND-ABI      BINARY-LONG.
       01  EINV-FUNCTION       PIC X(40).
       01  EINV-VERB           PIC X(35).
       01  EINV-OPTS           PIC X(1024).
       01  EINV-OPTS-LEN       BINARY-LONG.
       01  EINV-IN             PIC X(EINV-ROOM).
       01  EINV-IN-LEN         BINARY-LONG.
       01  EINV-OUT            PIC X(EINV-ROOM).
       01  EINV-OUT-LEN        BINARY-LONG.
       01  EINV-FILE-NAME      PIC X(1024).
       01  EINV-FILE-HANDLE    PIC X(4).
       01  EINV-FILE-DETAILS.
           05  EINV-FILE-SIZE  PIC X(8) COMP-X.
           05  FILLER          PIC X(8).
       01  EINV-FILE-READS     PIC X COMP-X VALUE 1.
       01  EINV-FILE-WRITES    PIC X COMP-X VALUE 2.
       01  EINV-FILE-SHARED    PIC X COMP-X VALUE 0.
       01  EINV-FILE-DEVICE    PIC X COMP-X VALUE 0.
       01  EINV-FILE-OFFSET    PIC X(8) COMP-X.
       01  EINV-FILE-COUNT     PIC X(4) COMP-X.
       01  EINV-FILE-STATUS    BINARY-LONG.
