"""Static files under hashed names, as WhiteNoise serves them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Also the modules that a script imports are named by their hashes, else a browser would mix old and new ones."""

    support_js_module_import_aggregation = True
