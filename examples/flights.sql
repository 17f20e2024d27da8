/* Flights by how late they left: how many, with how many aircraft, how far and how fast.
   In the file, NA stands for what is not known. Four destinations are not among the airports;
   their distance is NULL, which avg() leaves out. */
SELECT
  delay_category(CAST(NULLIF(flights.dep_delay, 'NA') AS INTEGER)) AS category,
  count(*) AS flights,
  count(DISTINCT clean_tail_number(flights.tailnum)) AS aircraft,
  round(avg(great_circle_km(origin.lat, origin.lon, destination.lat, destination.lon))) AS km,
  round(avg(CAST(NULLIF(flights.air_time, 'NA') AS INTEGER))) AS minutes_in_the_air
FROM flights
JOIN airports AS origin ON origin.faa = flights.origin
LEFT JOIN airports AS destination ON destination.faa = flights.dest
GROUP BY category
ORDER BY flights DESC
