using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Serialization;

namespace GrokCluster.Silo.Tests.Processes;

/// <summary>What this program does when a test starts it as a child: take a data directory, say so, and wait to be killed.</summary>
internal static class Child
{
    public const string Switch = "--child";
    public const string Holder = "hold";
    public const string Writer = "write";
    public const string Counter = "count";
    public const string Ready = "ready";
    public const int Counters = 7;

    public static readonly string Payload = new('x', 100_000);

    public static async Task<int> RunAsync(string role, string directory)
    {
        switch (role)
        {
            case Holder:
                using (DataDirectory.Open(directory))
                {
                    await WaitToBeKilledAsync();
                }

                return 0;

            case Writer:
                await using (EmbeddedSilo silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = directory }))
                {
                    await silo.Grains.GetGrain<IContractGrain>("killed").StoreAsync(Samples.State);
                    await WaitToBeKilledAsync();
                }

                return 0;

            case Counter:
                await using (EmbeddedSilo silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = directory, StorageLogLimit = 16 << 20 }))
                {
                    await CountAsync(silo.Grains);
                }

                return 0;

            case TestHost.Doomed:
                return await TestHost.EndAsync(directory);

            case TestHost.Still:
                return await TestHost.StandStillAsync();

            default:
                return 2;
        }
    }

    // Says each number once its write is acknowledged; the grains take turns.
    private static async Task CountAsync(IGrainFactory grains)
    {
        for (int number = 0; number < 1_000_000; number++)
        {
            await grains.GetGrain<IContractGrain>($"{number % Counters}").StoreAsync(new ContractState
            {
                Scores = [(number, default)],
                Runs = { ["payload"] = Samples.Record with { Reason = Payload } },
            });
            await Console.Out.WriteLineAsync($"{number}");
        }
    }

    private static async Task WaitToBeKilledAsync()
    {
        await Console.Out.WriteLineAsync(Ready);
        await Task.Delay(Timeout.Infinite);
    }
}
