"""The words that blocks of a lesson bring along, beside what the author wrote."""

from courses.curriculum.schema import Language, Sector

LABELS: dict[Language, dict[str, str]] = {
    "es": {
        "example": "Ejemplo",
        "check": "Compruebe lo que aprendió",
        "takeaway": "Para llevar",
        "history": "Recuadro histórico",
        "sector": "En su sector",
        "table": "Tabla",
        "source": "Fuente",
        "alternative": "Descripción de la figura",
    },
    "en": {
        "example": "Example",
        "check": "Check what you learned",
        "takeaway": "Takeaway",
        "history": "Historical box",
        "sector": "In your sector",
        "table": "Table",
        "source": "Source",
        "alternative": "Description of the figure",
    },
}
SECTOR_NAMES: dict[Language, dict[Sector, str]] = {
    "es": {
        "general": "otros servicios",
        "software": "software y TI",
        "animation": "animación y videojuegos",
        "xr": "realidad virtual y aumentada",
        "audiovisual": "cine y audiovisual",
        "marketing": "marketing digital",
        "bpo": "BPO y centros de contacto",
    },
    "en": {
        "general": "other services",
        "software": "software and IT",
        "animation": "animation and games",
        "xr": "virtual and augmented reality",
        "audiovisual": "film and audiovisual",
        "marketing": "digital marketing",
        "bpo": "BPO and contact centres",
    },
}
