"""Main activities that service exporters name most, by CIIU Rev. 4 A.C. code (DANE)."""

from collections.abc import Mapping

ACTIVITIES: Mapping[str, Mapping[str, str]] = {
    "5820": {"es": "Edición de programas de informática", "en": "Software publishing"},
    "5911": {
        "es": "Producción de películas, videos y televisión",
        "en": "Film, video and television production",
    },
    "5912": {
        "es": "Posproducción de películas, videos y televisión",
        "en": "Film, video and television post-production",
    },
    "5913": {
        "es": "Distribución de películas, videos y televisión",
        "en": "Film, video and television distribution",
    },
    "5920": {
        "es": "Grabación de sonido y edición de música",
        "en": "Sound recording and music publishing",
    },
    "6201": {
        "es": "Desarrollo de sistemas informáticos",
        "en": "Development of computer systems",
    },
    "6202": {
        "es": "Consultoría informática y administración de instalaciones",
        "en": "IT consulting and facilities management",
    },
    "6209": {
        "es": "Otras tecnologías de la información y servicios informáticos",
        "en": "Other information technology and computer services",
    },
    "6311": {"es": "Procesamiento de datos y alojamiento", "en": "Data processing and hosting"},
    "6312": {"es": "Portales web", "en": "Web portals"},
    "7020": {"es": "Consultoría de gestión", "en": "Management consulting"},
    "7110": {"es": "Arquitectura e ingeniería", "en": "Architecture and engineering"},
    "7310": {"es": "Publicidad", "en": "Advertising"},
    "7320": {
        "es": "Estudios de mercado y encuestas de opinión",
        "en": "Market research and opinion polls",
    },
    "7410": {"es": "Diseño especializado", "en": "Specialised design"},
    "8220": {"es": "Centros de llamadas", "en": "Call centres"},
    "8299": {
        "es": "Otros servicios de apoyo a las empresas",
        "en": "Other business support services",
    },
    "8559": {"es": "Otra educación", "en": "Other education"},
    "9006": {"es": "Actividades teatrales", "en": "Theatre"},
    "9007": {"es": "Espectáculos musicales en vivo", "en": "Live music"},
    "9008": {"es": "Otros espectáculos en vivo", "en": "Other live shows"},
}
