"""Runs the code of docs/frameworks with Django, Celery, pandas and Spring: frameworks.py libeinv.so [page…]

pip installs the Python packages into target/frameworks, once; Spring is Debian's.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs/frameworks"
PYTHON = ROOT / "target/frameworks/bin/python"
INDIA = datetime.now(timezone(timedelta(hours=5, minutes=30)))
BUYER = {"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", "address": "7 Laxmi Road", "city": "Pune", "pin": "411030"}
SELLER = {"legal_name": "Udupi Stationers Private Limited", "address": "14 Car Street", "city": "Udupi", "pin": "576101"}


def lay(page, folder):
    """Writes what is under "In `name`:" to its file."""
    found = re.findall(r"In `([^`]+)`:\n\n((?:    .*\n|\n(?=    |\n    ))+)", (PAGES / f"{page}.md").read_text("utf-8"))
    for name, text in found:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(re.sub(r"^ {4}", "", text, flags=re.M), "utf-8")
    return [name for name, _ in found]


def run(command, folder, **more):
    done = subprocess.run(command, cwd=folder, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **more})
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]}\n{done.stdout}")
    return done.stdout


def expect(said, *words):
    for word in words:
        if not re.search(word, said):
            sys.exit(f"no {word!r} in\n{said}")


def bill(number, rate="18%"):
    line = {"name": "Ruled register", "hsn": "48201090", "qty": 10, "unit": "pieces", "price": "100.00", "rate": rate}
    return {"number": number, "date": INDIA.strftime("%Y-%m-%d"), "buyer": BUYER, "lines": [line]}


DJANGO = '''
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
sys.path.insert(0, ".")
import settings

settings.INSTALLED_APPS += ["django.contrib.sessions"]
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
settings.TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
settings.ALLOWED_HOSTS = ["testserver"]
settings.STATIC_URL = "/static/"
django.setup()
from datetime import date

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from shop.models import Invoice, Line

call_command("migrate", run_syncdb=True, verbosity=0)
BUYER = dict(buyer_gstin="27AABCU9603R1ZN", buyer_name="Pune Office Supplies LLP", buyer_address="7 Laxmi Road", buyer_city="Pune", buyer_pin="411030")
LINE = dict(name="Ruled register", hsn="48201090", quantity="10", unit="pieces", price="100.00")
TODAY = date.fromisoformat(sys.argv[1])


def made(number, rate="18%"):
    with transaction.atomic():
        invoice = Invoice.objects.create(number=number, date=TODAY, **BUYER)
        Line.objects.create(invoice=invoice, rate=rate, **LINE)
    invoice.refresh_from_db()
    return invoice


one = made("DJ/1")
assert one.einvoice == "registered" and len(one.irn) == 64 and one.signed_qr, (one.einvoice, one.faults)
wrong = made("DJ/2", rate="17%")
assert wrong.einvoice == "refused" and "17" in wrong.faults and not wrong.irn, (wrong.einvoice, wrong.faults)
try:
    with transaction.atomic():
        Invoice.objects.create(number="DJ/3", date=TODAY, **BUYER)
        raise KeyError
except KeyError:
    pass
assert not Invoice.objects.filter(number="DJ/3")

# Through the admin pages: a new invoice with its line, then the action on all.
User.objects.create_superuser("clerk", "", "clerk")
client = Client()
assert client.login(username="clerk", password="clerk")
form = {"number": "DJ/4", "date": str(TODAY), **BUYER, "_save": "Save", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
form.update({f"lines-0-{key}": value for key, value in {**LINE, "rate": "18%"}.items()})
answer = client.post("/admin/shop/invoice/add/", form)
assert answer.status_code == 302, answer.content.decode()
assert Invoice.objects.get(number="DJ/4").einvoice == "registered"
wrong.lines.update(rate="18%")
chosen = {"action": "register_chosen", "_selected_action": [str(one.pk) for one in Invoice.objects.all()]}
page = client.post("/admin/shop/invoice/", chosen, follow=True).content.decode()
assert "3 registered" in page, page
irn = one.irn
one.refresh_from_db()
assert one.irn == irn and set(Invoice.objects.values_list("einvoice", flat=True)) == {"registered"}

Invoice.objects.filter(number="DJ/1").update(einvoice="pending")
call_command("einvoices")
'''


def django(folder):
    for package in ("shop", "shop/management", "shop/management/commands"):
        (folder / package).mkdir(parents=True, exist_ok=True)
        (folder / package / "__init__.py").touch()
    (folder / "try.py").write_text(DJANGO, "utf-8")
    expect(run([PYTHON, "try.py", INDIA.strftime("%Y-%m-%d")], folder), "DJ/1 registered")


CELERY = '''
import json
import sys

from tasks import flush, register

good, wrong = json.loads(sys.argv[1]), json.loads(sys.argv[2])
results = [register.delay(good), register.delay(good), register.delay(wrong)]
one, two, three = [result.get(timeout=60) for result in results]
assert one["status"] == two["status"] == "registered" and one["irn"] == two["irn"], (one, two)
assert three["status"] == "refused" and three["faults"], three
flush.delay().get(timeout=60)
print("registered once")
'''


def celery(folder):
    """A worker of two processes that share a ledger; folders in place of a broker."""
    (folder / "data_in").mkdir()
    (folder / "data_out").symlink_to("data_in")
    (folder / "results").mkdir()
    (folder / "try.py").write_text(CELERY, "utf-8")
    import json

    ledger = {"portal": {"kind": "sandbox"}, "ledger": str(folder / "einv.db")}
    more = {
        "CELERY_BROKER_URL": "filesystem://",
        "CELERY_RESULT_BACKEND": f"file://{folder}/results",
        "EINV_CONFIG_JSON": json.dumps({**ledger, "normalize": True, "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "seller": SELLER}]}),
    }
    with open(folder / "log", "w", encoding="utf-8") as log:
        command = [PYTHON, "-m", "celery", "-A", "tasks", "worker", "-c", "2", "--pool", "prefork", "-l", "INFO"]
        worker = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **more, "C_FORCE_ROOT": "1"})
    try:
        expect(run([PYTHON, "try.py", json.dumps(bill("CE/1")), json.dumps(bill("CE/2", "17%"))], folder, **more), "registered once")
    except SystemExit as failed:
        sys.exit(f"{failed}\n{(folder / 'log').read_text('utf-8')}")
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)


def pandas(folder):
    rows = [f"SB/1,{INDIA:%d/%m/%Y},{','.join(BUYER.values())},Ruled register,48201090,10,PCS,100.00,18"]
    rows += [rows[0].replace("SB/1", "SB/2").replace(",18", ",17")]
    heading = "Invoice No,Date,Buyer GSTIN,Buyer Name,Address,City,PIN,Item,HSN,Qty,Unit,Rate,GST %"
    (folder / "bills.csv").write_text("\n".join([heading, *rows]) + "\n", "utf-8")
    said = run([PYTHON, "frame.py"], folder)
    expect(said, r"SB/1\s+registered", r"SB/2.*GST %")
    expect((folder / "registered.json").read_text("utf-8"), '"status":"registered","irn":"[0-9a-f]{64}"')


SPRING = r'''
package shop;

import in.einv.Engine;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

public class Try {
    /** Transactions without a database. */
    public static class Manager extends AbstractPlatformTransactionManager {
        protected Object doGetTransaction() { return new Object(); }
        protected void doBegin(Object transaction, TransactionDefinition definition) { }
        protected void doCommit(DefaultTransactionStatus status) { }
        protected void doRollback(DefaultTransactionStatus status) { }
    }

    public static void main(String[] given) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        java.util.Map<String, Object> values = java.util.Collections.singletonMap("einv.config", given[0]);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("try", values));
        // What the two @Enable annotations register.
        context.register(org.springframework.transaction.event.TransactionalEventListenerFactory.class,
            org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor.class);
        context.register(EinvConfiguration.class, Manager.class, org.springframework.context.support.PropertySourcesPlaceholderConfigurer.class);
        context.refresh();
        TransactionTemplate work = new TransactionTemplate(context.getBean(Manager.class));
        Einvoices einvoices = context.getBean(Einvoices.class);
        work.execute(status -> {
            context.publishEvent(new InvoiceSaved(1, given[1]));
            if (!einvoices.results.isEmpty()) throw new AssertionError("registered before the commit");
            return null;
        });
        work.execute(status -> {
            context.publishEvent(new InvoiceSaved(2, given[1]));
            status.setRollbackOnly();
            return null;
        });
        work.execute(status -> {
            context.publishEvent(new InvoiceSaved(3, given[2]));
            return null;
        });
        einvoices.waiting();
        Engine engine = context.getBean(Engine.class);
        context.close();
        try {
            engine.flush();
            throw new AssertionError("the engine is still open");
        } catch (in.einv.EinvException.Handle closed) {
            System.out.println(einvoices.results);
        }
    }
}
'''


def spring(folder):
    import json

    jars = [f"/usr/share/java/spring3-{part}.jar" for part in ("core", "beans", "context", "aop", "expression", "transaction")]
    missing = [jar for jar in jars if not Path(jar).is_file()]
    if missing or not shutil.which("javac"):
        print("SKIPPED: the page on Spring is not run, there is no libspring-transaction-java here", file=sys.stderr)
        sys.exit(1) if os.environ.get("CI") else None
        return
    classes = folder / "classes"
    sources = sorted((ROOT / "bindings/java/src/main/java/in/einv").glob("*.java"))
    run(["javac", "-nowarn", "-encoding", "UTF-8", "--release", "11", "-Xlint:-options", "-d", str(classes / "einv"), *map(str, sources)], folder)
    path = ":".join([str(classes / "einv"), *jars, "/usr/share/java/commons-logging.jar"])
    # Debian's Spring of 2020 reads no newer classes than Java 8's.
    def compile(to):
        files = map(str, sorted((folder / "shop").glob("*.java")))
        run(["javac", "-nowarn", "-source", "8", "-target", "8", "-Xlint:-options", "-cp", path, "-d", str(classes / to), *files], folder)

    compile("written")
    # Its repackaged ASM refuses its own CGLIB, so that no class can be a @Configuration: for the run the annotations go.
    configuration = folder / "shop/EinvConfiguration.java"
    configuration.write_text(re.sub(r"^@(Configuration|Enable\w+)$", "", configuration.read_text("utf-8"), flags=re.M), "utf-8")
    (folder / "shop/Try.java").write_text(SPRING, "utf-8")
    compile("shop")
    config = json.dumps({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "seller": SELLER}], "normalize": True})
    command = ["java", "-cp", f"{classes}/shop:{path}", "shop.Try", config, json.dumps(bill("SP/1")), json.dumps(bill("SP/3", "17%"))]
    said = run(command, folder)
    expect(said, r"\{1=registered [0-9a-f]{64}, 3=refused; ")


def main():
    os.environ["EINV_LIBRARY"] = str(Path(sys.argv[1]).resolve())
    os.environ["PYTHONPATH"] = str(ROOT / "bindings/python/src")
    pages = sys.argv[2:] or ["django", "celery", "pandas", "spring"]
    if not PYTHON.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(PYTHON.parent.parent)], check=True)
    if subprocess.run([PYTHON, "-c", "import django, celery, pandas"], stderr=subprocess.DEVNULL).returncode:
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "django", "celery", "pandas"], check=True)
    for page in pages:
        with tempfile.TemporaryDirectory() as work:
            assert lay(page, Path(work)), f"{page} has no program"
            {"django": django, "celery": celery, "pandas": pandas, "spring": spring}[page](Path(work))
        print(f"ok   docs/frameworks/{page}.md")


if __name__ == "__main__":
    main()
