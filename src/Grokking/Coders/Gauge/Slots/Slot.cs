namespace Grokking.Coders.Gauge.Slots;

/// <summary>A matrix of a form.</summary>
/// <param name="Name">For people.</param>
/// <param name="Rows">m.</param>
/// <param name="Columns">n.</param>
/// <param name="TokenTables">How many times p rows there are first that are the tokens, which a Fourier transform goes along.</param>
internal sealed record Slot(string Name, int Rows, int Columns, int TokenTables = 0);
