"""Blueprints that tests print."""

from schemas.worksheet import WorksheetCreate
from service.worksheets.kept import Ticket, key_of

EIGEN = "linear_algebra.eigen.eigenvalues_2x2"
TWO = {"title": "Week 3", "sections": [{"pick": {"generators": [EIGEN]}, "level": "easy", "count": 2, "points": 2}]}
"""Small enough to be composed in no time."""
MANY_KINDS = {
    "title": "Every kind of answer",
    "sections": [
        {
            "pick": {
                "generators": [
                    "refresher.functions.line_from_points",
                    "refresher.algebra.inequality_interval",
                    "calculus.gradient_descent.gd_iterations",
                    "calculus.rules.product_rule",
                    "linear_algebra.elimination.echelon_form",
                    "linear_algebra.pca.principal_axis_from_scatter",
                    "prob_stats.bayes.bayes_posterior",
                    "prob_stats.eda.histogram_to_boxplot",
                ]
            },
            "level": "core",
            "count": 8,
            "points": 3,
        }
    ],
}


def order(blueprint, **changes):
    return WorksheetCreate.model_validate(blueprint | changes)


def ticket(blueprint, seed=5, /, **changes):
    wanted = order(blueprint, **changes)
    return Ticket(order=wanted, seed=seed, key=key_of(wanted, seed))
