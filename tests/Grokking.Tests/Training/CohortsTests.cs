using CsCheck;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;

namespace Grokking.Tests.Training;

public class CohortsTests
{
    [Fact]
    public void Every_run_is_in_one_cohort_of_its_own_kind_and_no_cohort_is_too_large() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[1, 6]).Sample((ours, none, capacity) =>
        {
            RunSpecification[] runs =
            [
                .. Enumerable.Range(0, ours).Select(seed => Paper.Run(Operation.Add, Method.Ours, (ulong)seed, 10)),
                .. Enumerable.Range(0, none).Select(seed => Paper.Run(Operation.Add, Method.None, (ulong)seed, 10)),
            ];
            IReadOnlyList<IReadOnlyList<RunSpecification>> cohorts = Cohorts.Pack(runs, capacity);
            Assert.Equal(runs, cohorts.SelectMany(cohort => cohort));
            Assert.All(cohorts, cohort => Assert.InRange(cohort.Count, 1, capacity));
            Assert.All(cohorts, cohort => Assert.Single(cohort.Select(Cohorts.Key).Distinct()));
            Assert.Equal(((ours + capacity - 1) / capacity) + ((none + capacity - 1) / capacity), cohorts.Count);
        });
}
