"""What the demonstration's people hand in: an export decision memo, its tables filled in."""

from collections.abc import Mapping
from typing import Any

from lms.assignments.answers import Answer, Row

TEXT = (
    "Vendemos sprints remotos de dos semanas a estudios de juegos. El cliente recibe código "
    "probado y una demostración; la unidad de venta es el sprint. Un cliente de Bogotá ya pagó "
    "tres. Cobramos por entrega aceptada, no por horas."
)
BUYER = (
    "Estudios de juegos de 20 a 80 personas en Montreal y Toronto. Decide quien dirige producción; "
    "quien dirige tecnología revisa el código de prueba."
)
DECISION = (
    "Preparamos doce meses antes de ofrecer. Responde la gerente, ocho horas por semana, con "
    "COP 36.000.000. Ningún cliente pasará del 40 % de las ventas. Paramos si en nueve meses no "
    "hay dos conversaciones con presupuesto. Firma la gerente general. No usamos inteligencia "
    "artificial."
)
MODES: list[Row] = [
    {
        "line": "Sprint remoto de dos semanas",
        "when": "1",
        "mode": "1",
        "moves": "El código y la demostración, por internet",
        "tax": "¿Con qué documentos se factura como exportación de servicios?",
        "visa": "Ninguna: nadie viaja",
        "data": "¿Hay datos de jugadores en el entorno de pruebas?",
    },
    {
        "line": "Taller de arranque en el estudio",
        "when": "2",
        "mode": "4",
        "moves": "Dos personas del equipo, cinco días",
        "tax": "¿Qué retención aplica a los días trabajados allá?",
        "visa": "¿Qué se puede hacer como visitante de negocios?",
        "data": "¿Con qué equipos y accesos se entra a la red del cliente?",
    },
]
FOR: list[Row] = [
    {
        "reason": "Un cliente ya pagó tres sprints y pidió el cuarto",
        "source": "Facturas 118, 124 y 131",
        "date": "2026-09-30",
        "test": "Carta del cliente con el resultado medido",
    },
    {
        "reason": "Coincidimos seis horas diarias con Montreal todo el año",
        "source": "Calendario comparado por el equipo",
        "date": "2026-11-10",
        "test": "Dos semanas de prueba con horario del cliente",
    },
    {
        "reason": "El estudio ve el avance jugable cada dos semanas",
        "source": "Llamada con una productora de Toronto",
        "date": "2026-11-12",
        "test": "Demostración grabada de un sprint real",
    },
]
AGAINST: list[Row] = [
    {
        "reason": "Solo dos personas sostienen una reunión técnica en inglés",
        "source": "Prueba interna de inglés",
        "date": "2026-10-20",
        "test": "Reunión simulada con una persona externa",
    },
    {
        "reason": "Un pago a 60 días nos deja sin caja en el segundo mes",
        "source": "Flujo de caja de la empresa",
        "date": "2026-11-05",
        "test": "Simulación con anticipo del 30 %",
    },
]
GAPS: list[Row] = [
    {
        "dimension": "5",
        "gap": "Nadie cubre las reuniones si falta la líder técnica",
        "change": "Una segunda persona dirige la demostración en inglés",
        "owner": "Líder técnica",
        "date": "2027-03-31",
    },
    {
        "dimension": "7",
        "gap": "El precio no incluye comisiones ni tasa de cambio",
        "change": "Tarifario en CAD con tasa prudente",
        "owner": "Gerente",
        "date": "2027-01-29",
    },
    {
        "dimension": "6",
        "gap": "Los contratos de freelance no ceden derechos",
        "change": "Cesión firmada por las cuatro personas",
        "owner": "Gerente",
        "date": "2027-02-26",
    },
]
ANSWERS: Mapping[str, Answer] = {
    "service": TEXT,
    "buyer": BUYER,
    "modes": MODES,
    "reasons-for": FOR,
    "reasons-against": AGAINST,
    "gaps": GAPS,
    "outcome": "prepare",
    "decision": DECISION,
}


def answer_to(section: Mapping[str, Any]) -> Answer:
    """The memo's answer to a section, or one of the right kind to a section it does not know."""
    known = ANSWERS.get(section["id"])
    if known is not None:
        return known
    if section["type"] == "choice":
        return str(section["options"][0]["id"])
    return [] if section["type"] == "table" else TEXT
