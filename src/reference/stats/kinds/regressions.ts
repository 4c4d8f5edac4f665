/** Regressions. */
import { logisticRegression, poissonRegression } from '../../../analytics/stats/regression/generalised-linear.ts';
import { leverages } from '../../../analytics/stats/regression/least-squares.ts';
import {
  breuschPagan,
  cooksDistances,
  durbinWatson,
  jarqueBera,
  ols,
  standardisedCoefficients,
  tTests,
  varianceInflation,
} from '../../../analytics/stats/regression/ols.ts';
import { lasso, ridge } from '../../../analytics/stats/regression/penalised.ts';
import {
  heteroscedasticCovariance,
  neweyWestCovariance,
  standardErrors,
} from '../../../analytics/stats/regression/robust-errors.ts';
import { type Kinds, number, numbers, rows } from '../case.ts';

export const regressions: Kinds = {
  ols: {
    answer: ({ input, params }) => {
      const [X, y] = [rows(input.X), numbers(input.y)];
      const o = ols(X, y);
      if (o === null) return null;
      const hac = standardErrors(neweyWestCovariance(o.fit, o.columns, number(params.hac_maxlags)));
      const hacTests = tTests(o.coefficients, hac, o.dfResidual);
      return {
        coef: o.coefficients,
        se: o.standardErrors,
        t: o.t,
        p: o.p,
        ci95: o.intervals,
        r2: o.rSquared,
        adj_r2: o.adjustedRSquared,
        f: o.f,
        f_p: o.fP,
        sigma: o.sigma,
        aic: o.aic,
        bic: o.bic,
        loglik: o.logLikelihood,
        df_resid: o.dfResidual,
        vif: varianceInflation(X),
        se_hac_nw: hac,
        t_hac_nw: hacTests.t,
        p_hac_nw: hacTests.p,
        se_hac_nw_small_sample: hac.map((se) => se * Math.sqrt(o.fit.n / o.dfResidual)),
        se_hc1: standardErrors(heteroscedasticCovariance(o.fit, o.columns, 'HC1')),
        se_hc3: standardErrors(heteroscedasticCovariance(o.fit, o.columns, 'HC3')),
        durbin_watson: durbinWatson(o.fit.residuals),
        breusch_pagan: breuschPagan(o),
        jarque_bera: jarqueBera(o.fit.residuals),
        max_cooks_d: Math.max(...cooksDistances(o).filter((d) => d !== null)),
        max_leverage: Math.max(...leverages(o.fit)),
        beta_standardised: standardisedCoefficients(X, y, o),
      };
    },
  },
  elasticity: {
    answer: ({ input }) => {
      const [price, advertising] = [numbers(input.price), numbers(input.advertising)];
      const o = ols(
        price.map((value, t) => [Math.log(value), Math.log(advertising[t]!)]),
        numbers(input.quantity).map(Math.log),
      );
      if (o === null) return null;
      return {
        intercept: o.coefficients[0],
        price_elasticity: o.coefficients[1],
        adv_elasticity: o.coefficients[2],
        se: o.standardErrors,
        ci95: o.intervals,
        p: o.p,
        r2: o.rSquared,
      };
    },
  },
  ridge: {
    answer: ({ input, params }) => {
      const fit = ridge(rows(input.X), numbers(input.y), number(params.alpha));
      return { intercept: fit?.intercept, coef: fit?.coefficients };
    },
  },
  lasso: {
    answer: ({ input, params }) => {
      const fit = lasso(rows(input.X), numbers(input.y), number(params.alpha));
      return { intercept: fit?.intercept, coef: fit?.coefficients };
    },
  },
  logistic_regression: {
    answer: ({ input }) => {
      const fit = logisticRegression(rows(input.X), numbers(input.y));
      if (fit === null) return null;
      return {
        coef: fit.coefficients,
        se: fit.standardErrors,
        z: fit.z,
        p: fit.p,
        loglik: fit.logLikelihood,
        pseudo_r2: fit.pseudoRSquared,
      };
    },
  },
  poisson_regression: {
    answer: ({ input }) => {
      const fit = poissonRegression(rows(input.X), numbers(input.y));
      return fit === null ? null : { coef: fit.coefficients, se: fit.standardErrors, deviance: fit.deviance };
    },
  },
};
