"""The open data of a published result: the list of its files, and the files as they were frozen."""

import zlib
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe

from awards.outcome.opendata.models import ONE_FILE, FrozenBytes, ResultBundle
from awards.outcome.opendata.pages import DataPage
from cases.models import Edition

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
PIECE = 64 * 1024
A_DAY = 24 * 60 * 60


@require_safe
def data_index(request, slug):
    """What there is to download; 404 before publication, and of a void poll."""
    edition = get_object_or_404(Edition, slug=slug)
    bundle = _bundle(request, edition)
    return render(request, "awards/data.html", {"edition": edition, "page": DataPage(edition, bundle)})


@require_safe
def data_file(request, slug, name):
    """One file, byte for byte as frozen; compressed on the way for whoever takes that."""
    edition = get_object_or_404(Edition, slug=slug)
    bundle = _bundle(request, edition)
    stored = bundle if name == ONE_FILE else get_object_or_404(bundle.files.defer("content"), name=name)
    is_packed = _takes_gzip(request)
    etag = f'"{stored.sha256}{"-gzip" if is_packed else ""}"'
    answer = get_conditional_response(request, etag=etag) or _streamed(stored, name, is_packed)
    answer["ETag"] = etag
    # A named version of a contest never changes; a rehearsal can be run anew under the same number.
    is_fixed = "version" in request.GET and not edition.is_sample
    answer["Cache-Control"] = f"public, max-age={A_DAY}" if is_fixed else "public, no-cache"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


@require_safe
def recount(request, slug):
    """A page that computes a published result again in the reader's browser, from its bundle."""
    edition = get_object_or_404(Edition, slug=slug)
    bundle = _bundle(request, edition)
    with override(settings.LANGUAGE_CODE):
        # The data are the same in every language and have one address.
        address = reverse("awards:data", args=[slug])
    version = f"?version={bundle.result.version}"
    context = {"edition": edition, "data_url": address, "version": version, "bundle_sha256": bundle.sha256}
    return render(request, "awards/results/recount.html", context)


def _bundle(request, edition) -> ResultBundle:
    """The public bundle of `?version=N`, of the newest version without it."""
    told = ResultBundle.objects.told(edition, timezone.now()).select_related("result").defer("content")
    version = request.GET.get("version")
    if version is not None:
        if not (version.isascii() and version.isdigit() and len(version) <= 4):
            raise Http404
        told = told.filter(result__version=int(version))
    bundle = told.first()
    if bundle is None:
        raise Http404
    return bundle


def _takes_gzip(request) -> bool:
    accepted = request.headers.get("Accept-Encoding", "").lower().replace(" ", "").split(",")
    return any(one.partition(";")[0] == "gzip" and not one.endswith(";q=0") for one in accepted)


def _streamed(stored: FrozenBytes, name, is_packed):
    content = bytes(stored.content)
    answer = StreamingHttpResponse(
        (content[start : start + PIECE] for start in range(0, len(content), PIECE))
        if is_packed
        else _unpacked(content),
        content_type=TYPES[name.rpartition(".")[2]],
    )
    if is_packed:
        answer["Content-Encoding"] = "gzip"
    answer["Content-Length"] = len(content) if is_packed else stored.size
    # The files keep their names: datapackage.json and the command on the page say them.
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the file in pieces, so that a large one is never in memory whole."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    while content:
        yield unpacker.decompress(content, PIECE)
        content = unpacker.unconsumed_tail
    yield unpacker.flush()
